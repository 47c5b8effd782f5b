package io.github.shadowvars.restart;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads some classes itself, and delegates the others to its parent.
 */
public final class RestartClassLoader extends URLClassLoader {

	private final String prefix;

	/**
	 * Creates a loader.
	 * @param prefix the prefix of the names of the classes that it loads itself
	 */
	public RestartClassLoader(String prefix) throws MalformedURLException {
		super(directories(), RestartClassLoader.class.getClassLoader());
		this.prefix = prefix;
	}

	private static URL[] directories() throws MalformedURLException {
		List<URL> directories = new ArrayList<>();
		for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
			if (new File(element).isDirectory()) {
				directories.add(Path.of(element).toUri().toURL());
			}
		}
		return directories.toArray(URL[]::new);
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(this.prefix)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : findClass(name);
		}
	}

}
