package io.github.shadowvars.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command in the documentation and its documented output: {@code curl} with {@code -s},
 * {@code -H}, {@code -d} and an address, and any number of {@code grep}.
 */
record ConsoleCommand(String command, String output) {

	private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	/**
	 * Returns the {@code curl} commands of a section.
	 */
	static List<ConsoleCommand> of(String section) {
		List<ConsoleCommand> commands = new ArrayList<>();
		CONSOLE.matcher(section).results().forEach((console) -> {
			for (String command : Objects.requireNonNull(console.group(1)).split("(^|\n)\\$ ", -1)) {
				int end = command.indexOf('\n');
				if (command.startsWith("curl ")) {
					commands.add(new ConsoleCommand(command.substring(0, end), command.substring(end + 1).strip()));
				}
			}
		});
		return commands;
	}

	/**
	 * Removes the parts that differ between runs, such as whether the first variable in
	 * the table was attached before tracking began. Keeps whether an id is suspect.
	 */
	static String shape(String output) {
		return output.replaceAll("\\s*\n\\s*", "")
			.replaceAll("(shadow_variables\\{[^}]*}) [0-9.]+", "$1 N")
			.replaceAll("(\":)[0-9]+(?=[,}])", "$1N")
			.replaceAll("@[0-9a-f]+", "@H")
			.replaceAll("PT[0-9.HMS]+", "PT")
			.replaceAll("(\"variables\":\\[\\{\"parent\":\"[^\"]*\"),\"site\":\"[^\"]*\",\"age\":\"PT\"", "$1")
			.replaceAll("Lambda(\\$[0-9]+)?", "Lambda");
	}

	/**
	 * Runs this against a demo on another port.
	 */
	String run(int port) throws IOException, InterruptedException {
		String[] pipe = this.command.split(" \\| ", -1);
		String result = curl(words(pipe[0]), port);
		for (String part : List.of(pipe).subList(1, pipe.length)) {
			List<String> words = words(part);
			if (!words.get(0).equals("grep")) {
				throw new IllegalArgumentException("Only grep may follow a pipe, but '%s' does".formatted(part));
			}
			Pattern pattern = Pattern.compile(words.get(1));
			result = result.lines().filter((line) -> pattern.matcher(line).find()).collect(Collectors.joining("\n"));
		}
		return result;
	}

	private static String curl(List<String> words, int port) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder();
		BodyPublisher body = null;
		for (int i = 1; i < words.size(); i++) {
			String word = words.get(i);
			switch (word) {
				case "-s" -> {
				}
				case "-H" -> {
					String[] header = words.get(++i).split(": ", 2);
					request.header(header[0], header[1]);
				}
				case "-d" -> body = BodyPublishers.ofString(words.get(++i));
				default -> request.uri(URI.create("http://" + word.replace(":8080", ":" + port)));
			}
		}
		request.method((body != null) ? "POST" : "GET", (body != null) ? body : BodyPublishers.noBody());
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
	}

	private static List<String> words(String command) {
		return WORD.matcher(command).results().map(ConsoleCommand::word).toList();
	}

	private static String word(MatchResult word) {
		String quoted = word.group(1);
		return (quoted != null) ? quoted : Objects.requireNonNull(word.group(2));
	}

}
