package io.github.shadowvars;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A closed registry releases its class loader, although the threads and the parents that
 * it was used with still exist.
 */
@Timeout(60)
class ClassLoaderTests {

	private final Object parent = new Parent();

	@Test
	void classLoaderShouldBeCollectedAfterClose() throws Exception {
		GarbageCollection.runUntilCleared(useAndClose());
	}

	@Test
	void classLoaderShouldBeCollectedAfterCloseFromOtherThreads() throws Exception {
		List<WeakReference<ClassLoader>> loaders = Race.run(2, (index) -> useAndClose());
		loaders.forEach(GarbageCollection::runUntilCleared);
	}

	@Test
	void classLoaderShouldStayWhileTheRegistryIsOpen() throws Exception {
		try (Isolated isolated = new Isolated()) {
			WeakReference<ClassLoader> loader = isolated.use(this.parent);
			GarbageCollection.run();
			assertThat(loader.refersTo(null)).isFalse();
		}
	}

	@Test
	void classLoaderOfATypeShouldBeCollectedAlthoughAnEndedParentAndAQueuedTaskRemain() {
		List<Runnable> ends = new ArrayList<>();
		Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
		WeakReference<ClassLoader> loader = endAndClose(ends, tasks);
		GarbageCollection.runUntilCleared(loader);
		assertThat(ends).hasSize(2);
		assertThat(tasks).hasSize(1);
	}

	@SuppressWarnings("unchecked")
	private WeakReference<ClassLoader> endAndClose(List<Runnable> ends, Queue<Runnable> tasks) {
		ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
		Object destructor = Proxy.newProxyInstance(loader, new Class<?>[] { ShadowDestructor.class },
				(proxy, method, arguments) -> null);
		try (ShadowRegistry registry = ShadowRegistry.builder()
			.destructorExecutor(tasks::add)
			.closeTimeout(Duration.ZERO)
			.failureHandler((failure) -> {
			})
			.build()) {
			ShadowVariable<Object, Object> variable = registry.register(ShadowType.builder(Object.class, Object.class)
				.id(1)
				.lifetime((parent, ended) -> ends.add(ended))
				.destructor((ShadowDestructor<Object, Object>) destructor)
				.build());
			variable.track(ShadowTracking.FULL);
			variable.alloc(this.parent, (same) -> "ended");
			ends.get(0).run();
			variable.alloc(new Parent(), (same) -> "garbage");
			GarbageCollection.runUntil(() -> assertThat(tasks).hasSize(1));
		}
		return new WeakReference<>(loader);
	}

	private WeakReference<ClassLoader> useAndClose() throws Exception {
		try (Isolated isolated = new Isolated()) {
			return isolated.use(this.parent);
		}
	}

	/**
	 * The core, loaded by a class loader of its own and used by reflection.
	 */
	private static final class Isolated implements AutoCloseable {

		private final URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());

		private final Class<?> registryType = this.loader.loadClass(ShadowRegistry.class.getName());

		private final Object registry = call(null, this.registryType, "create");

		Isolated() throws Exception {
			assertThat(this.registryType).isNotSameAs(ShadowRegistry.class);
		}

		WeakReference<ClassLoader> use(Object parent) throws Exception {
			Function<Object, Object> nested = (same) -> {
				assertThatThrownBy(() -> alloc(parent, 1, (again) -> "inner"))
					.isInstanceOf(IllegalStateException.class);
				return alloc(parent, 2, (other) -> "inner");
			};
			alloc(parent, 1, nested);
			assertThatThrownBy(() -> alloc(1, 1, (same) -> "refused")).isInstanceOf(IllegalArgumentException.class);
			register(parent);
			destroyOnTheReaper();
			return new WeakReference<>(this.loader);
		}

		private void register(Object parent) throws Exception {
			Class<?> types = this.loader.loadClass(ShadowType.class.getName());
			Object builder = call(null, types, "builder", Object.class, Object.class);
			call(builder, builder.getClass(), "id", 3L);
			Object type = call(builder, builder.getClass(), "build");
			Object variable = call(this.registry, this.registryType, "register", type);
			Class<?> variableType = this.loader.loadClass(ShadowVariable.class.getName());
			Function<Object, Object> constructor = (same) -> "value";
			call(variable, variableType, "alloc", parent, constructor);
		}

		private void destroyOnTheReaper() throws Exception {
			AtomicInteger destroyed = new AtomicInteger();
			Class<?> types = this.loader.loadClass(ShadowType.class.getName());
			Class<?> destructorType = this.loader.loadClass(ShadowDestructor.class.getName());
			Object builder = call(null, types, "builder", Object.class, Object.class);
			call(builder, builder.getClass(), "id", 4L);
			call(builder, builder.getClass(), "destructor", Proxy.newProxyInstance(this.loader,
					new Class<?>[] { destructorType }, (proxy, method, arguments) -> {
						destroyed.incrementAndGet();
						return null;
					}));
			call(this.registry, this.registryType, "register", call(builder, builder.getClass(), "build"));
			alloc(new Parent(), 4, (same) -> "garbage");
			GarbageCollection.runUntil(() -> assertThat(destroyed).hasValue(1));
		}

		private Object alloc(Object parent, long id, Function<Object, Object> constructor) {
			return call(this.registry, this.registryType, "alloc", parent, id, constructor);
		}

		@Override
		public void close() throws IOException {
			call(this.registry, this.registryType, "close");
			this.loader.close();
		}

		@SuppressWarnings("NullAway")
		private static Object call(@Nullable Object target, Class<?> type, String name, Object... arguments) {
			for (Method method : type.getMethods()) {
				if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
					try {
						return method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						if (ex.getCause() instanceof RuntimeException cause) {
							throw cause;
						}
						throw new IllegalStateException(ex);
					}
					catch (IllegalAccessException ex) {
						throw new IllegalStateException(ex);
					}
				}
			}
			throw new IllegalStateException("No method " + name);
		}

		private static URL[] classPath() {
			return new URL[] { location(ShadowRegistry.class), location(Nullable.class) };
		}

		private static URL location(Class<?> type) {
			return type.getProtectionDomain().getCodeSource().getLocation();
		}

	}

}
