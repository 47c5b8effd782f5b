package io.github.shadowvars;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the registry's threads inherit nothing, and for the context of destructors.
 */
@Timeout(60)
class BareThreadTests {

	private final AtomicReference<Thread> reaper = new AtomicReference<>();

	private final AtomicReference<ClassLoader> seen = new AtomicReference<>();

	private final ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
		.id(1)
		.onFree((value) -> {
			this.reaper.set(Thread.currentThread());
			this.seen.set(Thread.currentThread().getContextClassLoader());
		})
		.build();

	@Test
	void openRegistryShouldNotKeepTheClassLoaderOfItsCreator() throws Exception {
		List<ShadowRegistry> open = new ArrayList<>();
		WeakReference<ClassLoader> loader = create(open);
		try (ShadowRegistry registry = open.get(0)) {
			GarbageCollection.runUntilCleared(loader);
			assertThat(registry.isClosed()).isFalse();
		}
	}

	@Test
	@SuppressWarnings("ThreadPriorityCheck")
	void reaperShouldInheritNeitherThreadGroupNorPriority() throws Exception {
		ThreadGroup creators = new ThreadGroup("creators");
		try (ShadowRegistry registry = Race.start((task) -> {
			Thread creator = new Thread(creators, task);
			creator.setPriority(Thread.MIN_PRIORITY);
			return creator;
		}, ShadowRegistry::create).result()) {
			registry.register(this.type);
			runADestructor(registry);
			assertThat(this.reaper.get()).isNotNull().satisfies((thread) -> {
				assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
				assertThat(thread.getThreadGroup().getParent()).isNull();
				assertThat(thread.isDaemon()).isTrue();
				assertThat(thread.getName()).isEqualTo("shadow-reaper");
			});
		}
	}

	@Test
	void destructorShouldSeeTheContextClassLoaderOfTheOldestOpenHandle() throws Exception {
		try (ShadowRegistry registry = ShadowRegistry.create();
				URLClassLoader first = new URLClassLoader(new URL[0]);
				URLClassLoader second = new URLClassLoader(new URL[0])) {
			ShadowVariable<Object, Object> oldest = with(first, () -> registry.register(this.type));
			with(second, () -> registry.register(this.type));
			with(first, () -> registry.register(this.type));
			runADestructor(registry);
			assertThat(this.seen).hasValue(first);
			oldest.close();
			this.seen.set(null);
			runADestructor(registry);
			assertThat(this.seen).hasValue(second);
		}
	}

	@Test
	void destructorShouldSeeTheSystemClassLoaderIfThereIsNoOther() {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			with(null, () -> registry.register(this.type));
			runADestructor(registry);
			assertThat(this.seen).hasValue(ClassLoader.getSystemClassLoader());
		}
	}

	@Test
	void handleShouldNotKeepTheContextClassLoaderAlive() throws Exception {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			GarbageCollection.runUntilCleared(registerWithALoaderOfItsOwn(registry));
			runADestructor(registry);
			assertThat(this.seen).hasValue(ClassLoader.getSystemClassLoader());
		}
	}

	@Test
	void whatADestructorLeavesOnTheReaperShouldNotReachTheNext() {
		List<@Nullable ClassLoader> loaders = new ArrayList<>();
		List<Boolean> interrupts = new ArrayList<>();
		ClassLoader own = new URLClassLoader(new URL[0]);
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			registry.register(ShadowType.builder(Object.class, Object.class).id(1).onFree((value) -> {
				loaders.add(Thread.currentThread().getContextClassLoader());
				interrupts.add(Thread.currentThread().isInterrupted());
				Thread.currentThread().setContextClassLoader(own);
				Thread.currentThread().interrupt();
			}).build());
			for (int i = 0; i < 10; i++) {
				allocGarbage(registry);
			}
			GarbageCollection.runUntil(() -> assertThat(interrupts).hasSize(10));
			assertThat(loaders).doesNotContain(own);
			assertThat(interrupts).containsOnly(false);
		}
	}

	private void runADestructor(ShadowRegistry registry) {
		allocGarbage(registry);
		GarbageCollection.runUntil(() -> assertThat(this.seen).doesNotHaveValue(null));
	}

	private static void allocGarbage(ShadowRegistry registry) {
		registry.alloc(new Object(), 1, (parent) -> "garbage");
	}

	private WeakReference<ClassLoader> registerWithALoaderOfItsOwn(ShadowRegistry registry) {
		ClassLoader loader = new URLClassLoader(new URL[0]);
		with(loader, () -> registry.register(this.type));
		return new WeakReference<>(loader);
	}

	private static <T> T with(@Nullable ClassLoader loader, Supplier<T> action) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			return action.get();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@SuppressWarnings("unchecked")
	private static WeakReference<ClassLoader> create(List<ShadowRegistry> created) throws Exception {
		ClassLoader child = new Child();
		Class<?> creator = child.loadClass(Creator.class.getName());
		assertThat(creator.getClassLoader()).isSameAs(child);
		created.add(((Supplier<ShadowRegistry>) creator.getDeclaredConstructor().newInstance()).get());
		return new WeakReference<>(child);
	}

	/**
	 * Creates a registry.
	 */
	public static final class Creator implements Supplier<ShadowRegistry> {

		@Override
		public ShadowRegistry get() {
			return ShadowRegistry.create();
		}

	}

	/**
	 * A class loader that has a {@link Creator} of its own, and the library of its
	 * parent.
	 */
	private static final class Child extends ClassLoader {

		Child() {
			super(BareThreadTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.equals(Creator.class.getName()) || findLoadedClass(name) != null) {
				return super.loadClass(name, resolve);
			}
			try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = file.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
