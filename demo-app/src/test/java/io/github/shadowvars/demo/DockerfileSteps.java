package io.github.shadowvars.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import tools.jackson.databind.json.JsonMapper;

/**
 * Performs the steps of a Dockerfile in a shell. Each stage is a folder, without the
 * image that it starts from.
 */
final class DockerfileSteps {

	private final Map<String, Path> stages = new HashMap<>();

	private final Path directory;

	private Path stage;

	private Path workingDirectory;

	private List<String> entrypoint = List.of();

	private DockerfileSteps(Path directory) {
		this.directory = directory;
		this.stage = directory;
		this.workingDirectory = directory;
	}

	/**
	 * Performs the steps of all stages except one.
	 * @param dockerfile the Dockerfile
	 * @param directory where to make a folder for each stage
	 * @param givenStage the stage whose steps are left out
	 * @param given the folder with what that stage makes
	 */
	static DockerfileSteps perform(Path dockerfile, Path directory, String givenStage, Path given) {
		DockerfileSteps steps = new DockerfileSteps(directory);
		steps.stages.put(givenStage, given);
		for (String line : lines(dockerfile)) {
			if (line.startsWith("FROM ") || !steps.stage.equals(given)) {
				String[] step = line.split(" ", 2);
				steps.perform(step[0], step[1]);
			}
		}
		return steps;
	}

	private static List<String> lines(Path dockerfile) {
		try {
			return Files.readAllLines(dockerfile)
				.stream()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void perform(String instruction, String arguments) {
		switch (instruction) {
			case "FROM" -> begin(arguments.split(" AS ", 2));
			case "WORKDIR" -> {
				this.workingDirectory = inStage(this.stage, arguments);
				shell("mkdir -p '%s'".formatted(this.workingDirectory), this.directory);
			}
			case "COPY" -> copy(arguments.split(" ", -1));
			case "RUN" -> shell(arguments, this.workingDirectory);
			case "ENTRYPOINT" ->
				this.entrypoint = Arrays.asList(JsonMapper.shared().readValue(arguments, String[].class));
			case "USER", "EXPOSE" -> {
			}
			default -> throw new IllegalArgumentException(
					"A shell has no %s; let this class perform it, or do without".formatted(instruction));
		}
	}

	private void begin(String[] imageAndName) {
		String name = (imageAndName.length > 1) ? imageAndName[1] : "last";
		this.stage = this.stages.computeIfAbsent(name, this.directory::resolve);
	}

	private void copy(String[] words) {
		if (words.length != 3 || !words[0].startsWith("--from=")) {
			throw new IllegalArgumentException(
					"COPY must have --from, a source and a target, but has %s; write one line each"
						.formatted(List.of(words)));
		}
		Path from = Objects.requireNonNull(this.stages.get(words[0].substring("--from=".length())), words[0]);
		String source = inStage(from, words[1]) + (words[1].endsWith("/") ? "/." : "");
		shell("cp -R '%s' '%s'".formatted(source, this.workingDirectory.resolve(words[2])), this.workingDirectory);
	}

	private static Path inStage(Path stage, String path) {
		return stage.resolve(path.substring(1));
	}

	private void shell(String command, Path workingDirectory) {
		RunningJar.run(workingDirectory, this.directory.resolve("step.txt"), "sh", "-c", command);
	}

	/**
	 * Starts what the image starts.
	 * @param options more options of the JVM
	 * @param arguments more arguments of the application
	 */
	RunningJar start(String options, List<String> arguments) {
		List<String> command = new ArrayList<>(this.entrypoint);
		command.addAll(arguments);
		return new RunningJar(this.workingDirectory, this.directory, command, Map.of("JDK_JAVA_OPTIONS", options));
	}

}
