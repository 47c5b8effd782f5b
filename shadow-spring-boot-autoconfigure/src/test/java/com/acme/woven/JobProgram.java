package com.acme.woven;

import java.lang.ref.WeakReference;
import java.lang.reflect.Member;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;

/**
 * Attaches variables to woven jobs, and runs the jobs on an executor. Other agents add
 * fields to jobs, too, and change their methods.
 */
public final class JobProgram {

	private JobProgram() {
	}

	/**
	 * Prints the members of a job, and that everything works.
	 * @param args the names of types of jobs
	 * @throws Exception if a job fails
	 */
	public static void main(String[] args) throws Exception {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<Job, Object> variable = registry
				.register(ShadowType.<Job, Object>builder(Job.class, Object.class).id(1).build());
			run(variable);
			// The value holds its job, so the job is woven if it is collected
			WeakReference<Job> lost = attach(variable);
			while (!lost.refersTo(null)) {
				System.gc();
			}
		}
		show("fields", Job.class.getDeclaredFields());
		show("methods", Job.class.getDeclaredMethods());
		for (String name : args) {
			// The agent hides its own interface from reflection
			System.out.println(name + ": " + Class.forName(name).isAssignableFrom(Job.class));
		}
		System.out.println("works");
	}

	private static void show(String title, Member[] members) {
		System.out.println(title + ": " + Stream.of(members).map(Member::getName).sorted().toList());
	}

	private static void run(ShadowVariable<Job, Object> variable) throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Job job = new Job(variable);
			variable.alloc(job, (same) -> "one");
			executor.submit((Runnable) job).get();
			check(executor.submit((Callable<Object>) job).get(), "one");
			variable.free(job);
			check(variable.has(job), false);
		}
		finally {
			executor.shutdown();
		}
	}

	private static void check(Object actual, Object expected) {
		if (!actual.equals(expected)) {
			throw new IllegalStateException("Expected %s, but got %s".formatted(expected, actual));
		}
	}

	private static WeakReference<Job> attach(ShadowVariable<Job, Object> variable) {
		Job job = new Job(variable);
		variable.alloc(job, (same) -> new Object[] { same });
		return new WeakReference<>(job);
	}

	/**
	 * Has branches, so its methods have stack maps.
	 */
	private static final class Job implements Runnable, Callable<Object> {

		private final ShadowVariable<Job, Object> variable;

		private int runs;

		Job(ShadowVariable<Job, Object> variable) {
			this.variable = variable;
		}

		@Override
		public void run() {
			for (int i = 0; i < 10; i++) {
				this.runs += (i % 2 == 0 && this.variable.has(this)) ? 1 : 0;
			}
		}

		@Override
		public Object call() {
			Object value = this.variable.get(this);
			return (value != null && this.runs > 0) ? value : "none";
		}

	}

}
