package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for callbacks that are reused for several runs.
 */
@Timeout(60)
class CallbackSlotTests {

	private final Stripe stripe = new Stripe(0, 1, Limit.NONE);

	private final CallbackSlot callback = new CallbackSlot();

	@Test
	void awaitWhenTheEndOfAnEarlierRunOpensTheLatchShouldWaitOn() throws Exception {
		this.callback.beginDestructors(0);
		CallbackRun first = this.callback.run();
		CountDownLatch latch = this.callback.latch();
		this.callback.end();
		this.callback.beginDestructors(0);
		CallbackRun second = this.callback.run();
		assertThat(latch.getCount()).isZero();
		assertThat(first.await(0)).isTrue();
		assertThat(second.await(0)).isFalse();
		this.callback.end();
		assertThat(second.await(0)).isTrue();
	}

	@Test
	void awaitWhenALatchIsOpenedThatWasTakenForAnotherRunShouldWaitOn() throws Exception {
		this.callback.beginDestructors(0);
		CallbackRun run = this.callback.run();
		Race.Running<Boolean> waiting = Race.start(() -> run.await(Long.MAX_VALUE)).awaitIdle();
		// Like the late end of an earlier run
		this.callback.latch().countDown();
		assertThat(waiting.awaitIdle().future()).isNotDone();
		this.callback.end();
		assertThat(waiting.result()).isTrue();
	}

	@Test
	void uninterruptiblyShouldWaitOnAndKeepTheInterrupt() throws Exception {
		this.callback.beginDestructors(0);
		CallbackRun run = this.callback.run();
		Race.Running<Boolean> waiting = Race.start(() -> {
			Thread.currentThread().interrupt();
			TimedWait.uninterruptibly(System.nanoTime() + Race.DEADLINE.toNanos(), run::await);
			return run.isDone() && Thread.interrupted();
		}).awaitIdle();
		this.callback.end();
		assertThat(waiting.result()).isTrue();
		TimedWait.uninterruptibly(System.nanoTime(), run::await);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void latchWhenTheRunHasEndedShouldNotBeMadeForIt() throws Exception {
		this.callback.beginDestructors(0);
		CallbackRun run = this.callback.run();
		this.callback.end();
		assertThat(run.await(0)).isTrue();
		CountDownLatch latch = this.callback.latch();
		this.callback.end();
		assertThat(latch.getCount()).isZero();
	}

	@Test
	void destroyShouldUseACallbackAgain() {
		CallbackSlot first = this.stripe.begin(0);
		assertThat(this.stripe.begin(0)).isNotSameAs(first);
		first.end();
		assertThat(this.stripe.begin(0)).isSameAs(first);
		assertThat(this.stripe.runs()).hasSize(2);
	}

	@Test
	void destroyWhenManyRanShouldForgetThem() {
		List<CallbackSlot> many = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			many.add(this.stripe.begin(0));
		}
		assertThat(this.stripe.runs()).hasSize(1_000);
		many.forEach(CallbackSlot::end);
		for (int i = 0; i < 2_000; i++) {
			this.stripe.begin(0).end();
		}
		assertThat(listed()).isLessThan(10);
	}

	@Test
	void destroyBesideManyThatRunShouldKeepFew() {
		List<CallbackSlot> many = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			many.add(this.stripe.begin(0));
		}
		for (int i = 0; i < 10_000; i++) {
			this.stripe.begin(0).end();
		}
		assertThat(this.stripe.runs()).hasSize(1_000).extracting(CallbackRun::callback).containsAll(many);
		assertThat(listed()).isLessThan(2_010);
	}

	private int listed() {
		int listed = 0;
		for (CallbackSlot callback = this.stripe.callbacks; callback != null; callback = callback.next) {
			listed++;
		}
		return listed;
	}

}
