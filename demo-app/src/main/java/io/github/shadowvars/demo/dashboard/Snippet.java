package io.github.shadowvars.demo.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A method from the packaged source.
 */
record Snippet(String file, List<Line> lines) {

	/**
	 * Cuts a method with its annotations.
	 * @param file the path of the source, from the package of the demo
	 * @param method the name of the method
	 * @param key a part of the line to highlight
	 * @throws IllegalStateException if there is no such file, method or line
	 */
	static Snippet cut(String file, String method, String key) {
		List<String> source = read(file);
		Pattern declaration = Pattern.compile("\t\\w[^=;]*\\b" + method + "\\(.*");
		for (int i = 0; i < source.size(); i++) {
			if (declaration.matcher(source.get(i)).matches()) {
				List<Line> lines = lines(source, i, key);
				if (lines.stream().anyMatch(Line::key)) {
					return new Snippet(file, lines);
				}
			}
		}
		throw new IllegalStateException(
				"%s must have a method %s with %s, because the page shows it".formatted(file, method, key));
	}

	private static List<Line> lines(List<String> source, int declaration, String key) {
		int first = declaration;
		while (source.get(first - 1).startsWith("\t@")) {
			first--;
		}
		List<Line> lines = new ArrayList<>();
		for (int i = first; i < source.size(); i++) {
			String line = source.get(i);
			lines.add(new Line(line.replaceFirst("^\t", "").replace("\t", "    "), line.contains(key)));
			if (line.equals("\t}")) {
				break;
			}
		}
		return lines;
	}

	private static List<String> read(String file) {
		try (InputStream source = Snippet.class.getResourceAsStream("/sources/io/github/shadowvars/demo/" + file)) {
			if (source == null) {
				throw new IllegalStateException(
						"%s must be packaged, because the page shows it; see the resources in demo-app/pom.xml"
							.formatted(file));
			}
			return new String(source.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	record Line(String text, boolean key) {

		public boolean comment() {
			return this.text.strip().startsWith("//");
		}

	}

}
