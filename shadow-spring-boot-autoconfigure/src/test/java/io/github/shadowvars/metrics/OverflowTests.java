package io.github.shadowvars.metrics;

import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Overflow}.
 */
class OverflowTests {

	private static final ToLongFunction<ShadowStats> LIVE = ShadowStats::live;

	private static final ToLongFunction<ShadowStats> ALLOCATED = ShadowStats::allocated;

	private final AtomicLong nanoTime = new AtomicLong();

	private final AtomicInteger reads = new AtomicInteger();

	private final Overflow overflow = new Overflow(this.nanoTime::get);

	private final ShadowRegistry registry = ShadowRegistry.create();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void sumWhenThereAreManyIdsShouldReadEachOnceInAScrape() {
		add(10_000);
		assertThat(this.overflow.sum(LIVE)).isEqualTo(10_000);
		assertThat(this.overflow.sum(ALLOCATED)).isEqualTo(10_000);
		assertThat(this.reads).hasValue(10_000);
	}

	@Test
	void sumWhenAFigureIsReadAgainShouldBeMadeAnew() {
		add(1000);
		assertThat(this.overflow.sum(LIVE)).isEqualTo(1000);
		this.registry.freeAll(1);
		assertThat(this.overflow.sum(LIVE)).isEqualTo(999);
		assertThat(this.reads).hasValue(2000);
	}

	@Test
	void sumWhenItIsOldShouldBeMadeAnew() {
		add(1000);
		assertThat(this.overflow.sum(LIVE)).isEqualTo(1000);
		this.registry.alloc(this.overflow, 1, (parent) -> "value");
		this.nanoTime.addAndGet(Overflow.SCRAPE_NANOS + 1);
		assertThat(this.overflow.sum(ALLOCATED)).isEqualTo(1001);
	}

	@Test
	void sumWhenAnIdCameShouldBeMadeAnew() {
		add(1000);
		assertThat(this.overflow.sum(LIVE)).isEqualTo(1000);
		add(1);
		assertThat(this.overflow.sum(ALLOCATED)).isEqualTo(1001);
	}

	@Test
	void sumWhenThereAreFewIdsShouldBeExact() {
		add(Overflow.FEW);
		assertThat(this.overflow.sum(LIVE)).isEqualTo(Overflow.FEW);
		this.registry.alloc(this.overflow, 1, (parent) -> "value");
		assertThat(this.overflow.sum(ALLOCATED)).isEqualTo(Overflow.FEW + 1);
	}

	private void add(int number) {
		int first = this.registry.variables().size() + 1;
		for (long id = first; id < first + number; id++) {
			this.registry.alloc(this, id, (parent) -> "value");
			this.overflow.add(counted(Objects.requireNonNull(this.registry.find(id))));
		}
	}

	private ShadowVariable<?, ?> counted(ShadowVariable<?, ?> variable) {
		return (ShadowVariable<?, ?>) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ShadowVariable.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "hashCode" -> System.identityHashCode(proxy);
					case "equals" -> proxy == arguments[0];
					case "stats" -> {
						this.reads.incrementAndGet();
						yield variable.stats();
					}
					default -> method.invoke(variable, arguments);
				});
	}

}
