package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs programs. A round runs each program once for each peer, one after the other.
 */
final class Programs {

	private final Selection selection;

	private final Figures figures;

	Programs(Selection selection, Figures figures) {
		this.selection = selection;
		this.figures = figures;
	}

	void run(int round) throws IOException, InterruptedException {
		for (Program program : Program.values()) {
			for (int size : this.selection.sizes(program, program.sizes)) {
				for (Peer.Kind kind : this.selection.inOrder(program.kinds(), round)) {
					run(program, kind, size, round);
				}
			}
		}
	}

	private void run(Program program, Peer.Kind kind, int size, int round) throws IOException, InterruptedException {
		Path log = Files.createTempFile("gc", ".log");
		try {
			Process process = new ProcessBuilder(command(program, kind, size, log)).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int exit = process.waitFor();
			if (exit != 0) {
				this.figures.fail("%s:%d of %s ended with %d: %s".formatted(program, size, kind.title, exit, output));
			}
			output.lines().filter((line) -> line.startsWith(Program.RESULT)).forEach((line) -> {
				String[] parts = line.split(";");
				this.figures.add(new Row(parts[1], Integer.parseInt(parts[2]), parts[3]), kind, round,
						Double.parseDouble(parts[4]));
			});
		}
		finally {
			Files.delete(log);
		}
	}

	private List<String> command(Program program, Peer.Kind kind, int size, Path log) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(Jvm.flags(program.heapGigabytes, program.flags));
		command.addAll(this.selection.jvmFlags(kind));
		if (program == Program.G1) {
			command.add("-Xlog:gc*,gc+ref*=debug,gc+phases*=debug:file=" + log);
			command.add("-D%s=%s".formatted(Collecting.LOG, log));
		}
		command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), program.name(),
				kind.name(), Integer.toString(size)));
		return command;
	}

}
