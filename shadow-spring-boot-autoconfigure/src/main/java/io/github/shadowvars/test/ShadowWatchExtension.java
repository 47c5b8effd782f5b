package io.github.shadowvars.test;

import java.util.Objects;

import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Opens a {@link ShadowWatch} around each test of JUnit Jupiter, so a test that leaves
 * variables behind fails. In a Spring test it watches the {@link ShadowRegistry} bean:
 *
 * <pre class="code">
 * &#064;SpringBootTest
 * &#064;ExtendWith(ShadowWatchExtension.class)
 * class OrderTests {
 * </pre>
 *
 * Other tests pass their registry, in a field that JUnit registers:
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final ShadowWatchExtension watch = new ShadowWatchExtension(registry);
 * </pre>
 *
 * Variables that were attached before a test's {@code @BeforeEach} methods do not count.
 * If the test failed already, remaining variables are reported as a suppressed exception.
 * The extension can be used by several threads, but tests of one registry must not run at
 * the same time, because a registry has only one watch.
 * <p>
 * JUnit Jupiter, and spring-test for Spring tests, must be on the class path. Nothing
 * else in the library needs them.
 */
public final class ShadowWatchExtension implements BeforeEachCallback, AfterEachCallback {

	private final @Nullable ShadowRegistry registry;

	/**
	 * Creates an extension for Spring tests, which watches the {@link ShadowRegistry}
	 * bean of the test's application context.
	 */
	public ShadowWatchExtension() {
		this.registry = null;
	}

	/**
	 * Creates an extension that watches a registry. The extension keeps it alive.
	 * @param registry the registry
	 * @throws NullPointerException if the registry is null
	 */
	public ShadowWatchExtension(ShadowRegistry registry) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
	}

	/**
	 * Starts to watch. JUnit calls this method.
	 * @param context the test
	 * @throws IllegalStateException if no registry was given and the test's application
	 * context has none, or several and no primary one; or if another watch is open on the
	 * registry
	 */
	@Override
	public void beforeEach(ExtensionContext context) {
		ShadowWatch watch = ShadowWatch.start((this.registry != null) ? this.registry : registryOf(context));
		store(context).put(ShadowWatch.class, watch);
	}

	private static ShadowRegistry registryOf(ExtensionContext context) {
		ShadowRegistry bean = SpringExtension.getApplicationContext(context)
			.getBeanProvider(ShadowRegistry.class)
			.getIfUnique();
		if (bean == null) {
			throw new IllegalStateException(
					("ShadowWatchExtension must know the registry, but the application context of %s has no ShadowRegistry "
							+ "bean, or several and no primary one; include one, for example by @SpringBootTest, or register "
							+ "new ShadowWatchExtension(registry)")
						.formatted(context.getRequiredTestClass().getName()));
		}
		return bean;
	}

	/**
	 * Asserts that nothing is left, and closes the watch. JUnit calls this method.
	 * @param context the test
	 * @throws AssertionError if variables remain; the message names their ids, their
	 * number, and the lines that attached them
	 */
	@Override
	public void afterEach(ExtensionContext context) {
		ShadowWatch watch = store(context).remove(ShadowWatch.class, ShadowWatch.class);
		// Null if this or another extension failed earlier
		if (watch != null) {
			watch.close();
		}
	}

	// One test may have several extensions, each with a registry of its own
	private ExtensionContext.Store store(ExtensionContext context) {
		return context.getStore(Namespace.create(this));
	}

}
