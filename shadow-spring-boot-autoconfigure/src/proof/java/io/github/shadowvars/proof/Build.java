package io.github.shadowvars.proof;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles edited copies of the core.
 */
final class Build {

	private final Path sources;

	private final Path target;

	/**
	 * Creates a build.
	 * @param sources the directory of the package's sources, with the sources of woven
	 * parents' cells below it
	 * @param target the directory of the copies
	 */
	Build(Path sources, Path target) {
		this.sources = sources;
		this.target = target;
	}

	/**
	 * Returns the directory of the classes.
	 */
	Path compile(String name, List<Edit> edits) throws IOException {
		Path directory = Files.createDirectories(this.target.resolve(name).resolve("sources"));
		Path classes = Files.createDirectories(this.target.resolve(name).resolve("classes"));
		List<Path> copies = new ArrayList<>();
		for (Path source : sources()) {
			String text = Files.readString(source);
			for (Edit edit : edits) {
				text = source.endsWith(edit.file() + ".java") ? edit.apply(text) : text;
			}
			if (!edits.isEmpty()) {
				// Lincheck makes all identity hashes the same.
				text = text.replace("System.identityHashCode(parent)", "parent.hashCode()");
			}
			Path copy = directory.resolve(this.sources.relativize(source));
			Files.createDirectories(copy.getParent());
			copies.add(Files.writeString(copy, text));
		}
		compile(copies, classes);
		return classes;
	}

	private List<Path> sources() throws IOException {
		List<Path> sources = new ArrayList<>();
		for (Path directory : List.of(this.sources, this.sources.resolve("weave"))) {
			try (Stream<Path> files = Files.list(directory)) {
				files.filter((file) -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
			}
		}
		return sources;
	}

	private static void compile(List<Path> sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
					System.getProperty("java.class.path"));
			if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
				.call()) {
				throw new IllegalStateException("The edited copy in %s must compile, but javac says: %s"
					.formatted(classes.getParent(), messages));
			}
		}
	}

}
