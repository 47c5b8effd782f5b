package io.github.shadowvars;

/**
 * Something that can be waited for.
 */
@FunctionalInterface
interface TimedWait {

	/**
	 * Waits for a time.
	 * @return whether the wait ended in time
	 */
	boolean await(long nanos) throws InterruptedException;

	/**
	 * Waits until a deadline. Interrupts do not end the wait; the interrupt status is
	 * kept.
	 * @return whether the wait ended in time
	 */
	static boolean uninterruptibly(long deadline, TimedWait wait) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return wait.await(deadline - System.nanoTime());
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
