package io.github.shadowvars;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowRegistryListener}.
 */
@Timeout(60)
class ShadowRegistryListenerTests {

	private static final ShadowType<Object, Object> TYPE = ShadowType.builder(Object.class, Object.class)
		.id(1)
		.name("ps-lock")
		.build();

	private final List<String> told = new ArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void registerWhenTheIdIsNewShouldTellThatItWasAdded() {
		this.registry.addListener(new Log());
		this.registry.register(TYPE);
		assertThat(this.told).containsExactly("added ps-lock of [ps-lock]");
		this.registry.register(TYPE);
		assertThat(this.told).hasSize(1);
	}

	@Test
	void allocWhenTheIdIsNewShouldTellThatItWasAdded() {
		this.registry.addListener(new Log());
		this.registry.alloc(this.parent, 2, (same) -> "value");
		assertThat(this.told).containsExactly("added 0x2 of [0x2]");
		this.registry.alloc(this, 2, (same) -> "value");
		assertThat(this.told).hasSize(1);
	}

	@Test
	void registerWhenNothingIsOverriddenShouldTellNothing() {
		this.registry.addListener(new ShadowRegistryListener() {
		});
		this.registry.register(TYPE).close();
		assertThat(this.registry.variables()).isEmpty();
		this.registry.close();
		assertThat(this.registry.isClosed()).isTrue();
	}

	@Test
	void registerWhenAnIdWasUnregisteredShouldTellOfAnotherVariable() {
		List<ShadowVariable<?, ?>> variables = new ArrayList<>();
		this.registry.addListener(new ShadowRegistryListener() {

			@Override
			public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
				assertThat(registry.find(variable.id())).isSameAs(variable);
				variables.add(variable);
			}

			@Override
			public void variableRemoved(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
				assertThat(registry.find(variable.id())).isNull();
				variables.add(variable);
			}

		});
		this.registry.register(TYPE).close();
		this.registry.register(TYPE);
		assertThat(variables).hasSize(3);
		assertThat(variables.get(1)).isSameAs(variables.get(0)).isNotSameAs(variables.get(2));
	}

	@Test
	void closeOfTheLastHandleShouldTellOnceItsVariablesAreFreed() {
		ShadowVariable<Object, String> first = this.registry
			.register(ShadowType.builder(Object.class, String.class).id(2).onFree(this.told::add).build());
		ShadowVariable<Object, String> second = this.registry.register(first.type());
		this.registry.addListener(new Log());
		first.alloc(this.parent, (same) -> "value");
		first.close();
		assertThat(this.told).isEmpty();
		second.close();
		assertThat(this.told).containsExactly("value", "removed 0x2 of []");
	}

	@Test
	void closeOfTheRegistryShouldTellOnceNothingIsLeft() {
		this.registry.register(TYPE);
		this.registry.addListener(new Log());
		this.registry.close();
		this.registry.close();
		assertThat(this.told).containsExactly("closed []");
	}

	@Test
	void closeOfTheRegistryShouldLetGoOfTheListener() {
		WeakReference<Log> listener = added();
		this.registry.close();
		GarbageCollection.runUntilCleared(listener);
		assertThat(this.registry.isClosed()).isTrue();
	}

	@Test
	void removeListenerShouldTellItNoMore() {
		Log listener = new Log();
		this.registry.addListener(listener);
		this.registry.removeListener(listener);
		this.registry.removeListener(listener);
		this.registry.register(TYPE);
		assertThat(this.told).isEmpty();
	}

	@Test
	void addListenerTwiceShouldAddItOnce() {
		Log listener = new Log();
		this.registry.addListener(listener);
		this.registry.addListener(listener);
		this.registry.register(TYPE);
		assertThat(this.told).containsExactly("added ps-lock of [ps-lock]");
		this.registry.removeListener(listener);
		this.registry.alloc(this.parent, 2, (same) -> "value");
		assertThat(this.told).hasSize(1);
	}

	@Test
	void registerWhenAListenerThrowsShouldTellTheOthersAndTheThreadsHandler() {
		ShadowRegistryListener throwing = new Added((registry) -> {
			throw new IllegalStateException("no disk");
		});
		UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
		Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> this.told.add(ex.getMessage()));
		try {
			this.registry.addListener(throwing);
			this.registry.addListener(new Log());
			assertThat(this.registry.register(TYPE).owners()).isEqualTo(1);
			assertThat(this.told).containsExactly("no disk", "added ps-lock of [ps-lock]");
		}
		finally {
			this.registry.removeListener(throwing);
			Thread.currentThread().setUncaughtExceptionHandler(before);
		}
	}

	@Test
	void registerWhenAListenerUsesTheRegistryFromAnotherThreadShouldNotHang() {
		this.registry.addListener(new Added((registry) -> {
			try {
				this.told.add(Race.start(() -> String.valueOf(registry.find("ps-lock"))).result());
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}));
		this.registry.register(TYPE);
		assertThat(this.told).singleElement().asString().startsWith("0x1 (ps-lock)");
	}

	@Test
	@SuppressWarnings("NullAway")
	void listenerWhenNullShouldBeRefused() {
		assertThatNullPointerException().isThrownBy(() -> this.registry.addListener(null))
			.withMessage("listener must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.registry.removeListener(null))
			.withMessage("listener must not be null");
	}

	private WeakReference<Log> added() {
		Log listener = new Log();
		this.registry.addListener(listener);
		return new WeakReference<>(listener);
	}

	private final class Log implements ShadowRegistryListener {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			ShadowRegistryListenerTests.this.told.add("added " + variable.name() + " of " + names(registry));
		}

		@Override
		public void variableRemoved(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			ShadowRegistryListenerTests.this.told.add("removed " + variable.name() + " of " + names(registry));
		}

		@Override
		public void registryClosed(ShadowRegistry registry) {
			ShadowRegistryListenerTests.this.told.add("closed " + names(registry));
		}

		private static List<String> names(ShadowRegistry registry) {
			return registry.variables().stream().map(ShadowVariable::name).toList();
		}

	}

	private record Added(Consumer<ShadowRegistry> action) implements ShadowRegistryListener {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			this.action.accept(registry);
		}

	}

}
