package io.github.shadowvars.weave.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.Weaving.Result;
import org.jspecify.annotations.Nullable;

/**
 * Names of classes, and prefixes of names.
 */
final class ClassNames {

	private static final String RESOURCE = "META-INF/shadow/woven";

	private static final String IDENTIFIER = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";

	private static final Pattern NAME = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")*(\\*|\\.\\*)?");

	private final Set<String> names = new HashSet<>();

	private final List<String> prefixes = new ArrayList<>();

	private ClassNames(Stream<String> names) {
		names.map(String::strip).filter((name) -> !name.isEmpty()).forEach(this::add);
	}

	private void add(String name) {
		if (!NAME.matcher(name).matches()) {
			Weaving
				.add(new Result(name, "it is not the name of a class; use for example com.acme.Station, or com.acme.* "
						+ "for every class whose name starts with com.acme."));
		}
		else if (name.endsWith("*")) {
			this.prefixes.add(name.substring(0, name.length() - 1));
		}
		else {
			this.names.add(name);
		}
	}

	static ClassNames ofArgument(@Nullable String argument) {
		return new ClassNames((argument != null) ? Stream.of(argument.split(",")) : Stream.of());
	}

	/**
	 * Reads the resources that a class loader sees. Skips resources that cannot be read.
	 */
	static ClassNames ofResources(ClassLoader loader) {
		Collection<String> lines = new ArrayList<>();
		try {
			for (URL url : Collections.list(loader.getResources(RESOURCE))) {
				read(url, lines);
			}
		}
		catch (IOException | RuntimeException ex) {
			Weaving.add(new Result(RESOURCE, "it cannot be found in " + loader.getClass().getName() + ": " + ex));
		}
		return new ClassNames(lines.stream());
	}

	private static void read(URL url, Collection<String> lines) {
		try {
			URLConnection connection = url.openConnection();
			connection.setUseCaches(false);
			try (BufferedReader reader = new BufferedReader(
					new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
				reader.lines().map((line) -> line.replaceFirst("#.*", "")).forEach(lines::add);
			}
		}
		catch (IOException | RuntimeException ex) {
			Weaving.add(new Result(url.toString(), "it cannot be read: " + ex));
		}
	}

	boolean contain(String name) {
		if (this.names.contains(name)) {
			return true;
		}
		for (String prefix : this.prefixes) {
			if (name.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether the complete name of a class is listed.
	 */
	boolean containExactly(String name) {
		return this.names.contains(name);
	}

}
