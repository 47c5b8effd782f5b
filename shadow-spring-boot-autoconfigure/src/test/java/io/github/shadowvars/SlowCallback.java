package io.github.shadowvars;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A constructor, or a part of another callback, that blocks until {@code proceed} is
 * called.
 */
final class SlowCallback implements Function<Object, Object> {

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch proceed = new CountDownLatch(1);

	private final Object value;

	SlowCallback(Object value) {
		this.value = value;
	}

	@Override
	public Object apply(Object parent) {
		this.running.countDown();
		try {
			this.proceed.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return this.value;
	}

	/**
	 * Starts a task that calls this, and waits for the first call.
	 */
	<T> Race.Running<T> start(ThreadFactory threads, Callable<T> task) throws InterruptedException {
		Race.Running<T> started = Race.start(threads, task);
		if (!this.running.await(Race.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError("the callback was not called: " + started.future());
		}
		return started;
	}

	<T> Race.Running<T> start(Callable<T> task) throws InterruptedException {
		return start(Race::daemon, task);
	}

	boolean wasCalled() {
		return this.running.getCount() == 0;
	}

	/**
	 * Lets this callback return, now or when it is called.
	 */
	void proceed() {
		this.proceed.countDown();
	}

}
