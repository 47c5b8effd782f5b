package io.github.shadowvars.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;

/**
 * Measures the processor time that peers spend on dead parents, on their own threads and in
 * calls that clean up.
 */
final class Cleaning {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final boolean tells;

	private final Peer[] peers;

	private long attached;

	private long inCalls;

	private long inThreads;

	Cleaning(boolean tells, Peer... peers) {
		this.tells = tells;
		this.peers = peers;
	}

	/**
	 * Attaches a value of each peer to each of some parents.
	 */
	void attach(Object... parents) {
		for (Peer peer : this.peers) {
			peer.allocEach(parents);
		}
		this.attached += (long) parents.length * this.peers.length;
	}

	/**
	 * Calls the clean-up, and returns how many values were removed in total, or destroyed
	 * if the peer calls destructors.
	 */
	long clean() {
		long start = THREADS.getCurrentThreadCpuTime();
		for (Peer peer : this.peers) {
			peer.clean();
		}
		this.inCalls += THREADS.getCurrentThreadCpuTime() - start;
		return this.tells ? Arrays.stream(this.peers).mapToLong(Peer::destroyed).sum()
				: this.attached - Arrays.stream(this.peers).mapToLong(Peer::live).sum();
	}

	/**
	 * Restarts the measurement.
	 */
	void start() {
		this.inCalls = 0;
		this.inThreads = inThreads();
	}

	/**
	 * Returns the nanoseconds since the start.
	 */
	long nanoseconds() {
		return this.inCalls + inThreads() - this.inThreads;
	}

	/**
	 * The JVM's own threads, which enqueue references for all peers, are in another group.
	 * The library's threads are there too, because they inherit no group.
	 */
	private static long inThreads() {
		Thread current = Thread.currentThread();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread != current
					&& (Objects.equals(thread.getThreadGroup(), current.getThreadGroup())
							|| thread.getName().startsWith("shadow-")))
			.mapToLong((thread) -> Math.max(0, THREADS.getThreadCpuTime(thread.getId())))
			.sum();
	}

}
