package io.github.shadowvars.proof;

import java.util.List;

/**
 * How long to look for a failure.
 */
enum Effort {

	/**
	 * About a minute for each tool on two processors, with one kind of JVM: the second
	 * compiler with its instructions strewn, which shows the most.
	 */
	SHORT(4, 150,
			List.of("-f", "1", "-iters", "2", "-time", "1000", "-jvmArgs",
					"-XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM")),

	/**
	 * About a quarter of an hour, with each kind of JVM that jcstress knows.
	 */
	LONG(25, 300, List.of("-f", "1", "-iters", "2", "-time", "2000"));

	private final int scenarios;

	private final int interleavings;

	private final List<String> jcstress;

	Effort(int scenarios, int interleavings, List<String> jcstress) {
		this.scenarios = scenarios;
		this.interleavings = interleavings;
		this.jcstress = jcstress;
	}

	Tool lincheck(String check) {
		return Tool.lincheck(check, this.scenarios, this.interleavings);
	}

	Tool jcstress(String tests) {
		return Tool.jcstress(tests, this.jcstress);
	}

}
