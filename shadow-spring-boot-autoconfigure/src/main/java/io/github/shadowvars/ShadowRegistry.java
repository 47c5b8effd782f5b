package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Attaches data to objects whose class cannot be changed. A variable is found by its
 * parent's identity and a numeric id, as in the Linux kernel's
 * <a href="https://docs.kernel.org/livepatch/shadow-vars.html">livepatch shadow
 * variables</a>. For example, without Spring:
 *
 * <pre class="code">
 * try (ShadowRegistry registry = ShadowRegistry.create()) {
 *     ShadowVariable&lt;Station, Lock&gt; locks = registry.register(type);
 *     locks.getOrAlloc(station).lock();
 * }
 * </pre>
 * <p>
 * All methods are thread-safe. No lock is held while a callback runs, so callbacks may
 * use the registry. Parents are held weakly. Values are held strongly until they are
 * freed; see {@link ShadowVariable} for the rule that values must follow. After a parent
 * was garbage-collected, the registry's daemon thread frees its variables. No further
 * call is needed.
 * <p>
 * The methods that take an id work without a type, as in the kernel's API. On a
 * registered id they work on the same variables, and check the declared classes.
 * <p>
 * {@linkplain #close() Close} the registry to end its thread.
 * <p>
 * Do not implement this interface: a minor version may add methods.
 */
public interface ShadowRegistry extends AutoCloseable {

	/**
	 * Creates a registry with the default settings.
	 * @return a new registry
	 */
	static ShadowRegistry create() {
		return builder().build();
	}

	/**
	 * Returns a builder with the default settings.
	 * @return a new builder
	 */
	static Builder builder() {
		return new Builder();
	}

	/**
	 * Registers a type. Registering an equal type again returns a second handle on the
	 * same variables.
	 * @param <P> the type of the parents
	 * @param <V> the type of the values
	 * @param type the type
	 * @return a handle, which the caller closes when it no longer needs the variables
	 * @throws NullPointerException if the type is null, or the
	 * {@linkplain Builder#settings settings} function returns null
	 * @throws ShadowIdConflictException if the id or the name belongs to a different type
	 * @throws RuntimeException if the {@linkplain Builder#settings settings} function
	 * throws; its exception is passed on unchanged
	 * @throws RegistryClosedException if the registry is closed
	 */
	<P, V> ShadowVariable<P, V> register(ShadowType<P, V> type);

	/**
	 * Finds the variable of a type. Closing the returned variable has no effect.
	 * @param <P> the type of the parents
	 * @param <V> the type of the values
	 * @param type the type
	 * @return the variable, or {@code null} if no equal type is registered
	 * @throws NullPointerException if the type is null
	 */
	<P, V> @Nullable ShadowVariable<P, V> find(ShadowType<P, V> type);

	/**
	 * Finds a variable by its id. Closing the returned variable has no effect.
	 * @param id the id
	 * @return the variable, or {@code null} if the id is not in use
	 */
	@Nullable ShadowVariable<?, ?> find(long id);

	/**
	 * Finds a variable by its name. Closing the returned variable has no effect.
	 * @param name the name; an id without a name has its hex form as name
	 * @return the variable, or {@code null} if the name is not in use
	 * @throws NullPointerException if the name is null
	 */
	@Nullable ShadowVariable<?, ?> find(String name);

	/**
	 * Returns the variables in use, ordered by unsigned id. Closing one of them has no
	 * effect.
	 * @return an immutable snapshot
	 */
	List<ShadowVariable<?, ?>> variables();

	/**
	 * Returns the value that is attached to a parent, like {@link ShadowVariable#get}.
	 * @param parent the parent
	 * @param id the id
	 * @return the value, or {@code null} if none is attached
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not an instance of the declared class
	 */
	@Nullable Object get(Object parent, long id);

	/**
	 * Attaches a value to a parent, like {@link ShadowVariable#alloc(Object, Function)}.
	 * The first call for an id that is not in use creates a variable without a type.
	 * @param parent the parent
	 * @param id the id
	 * @param constructor creates the value
	 * @return the new value
	 * @throws DuplicateShadowException if a value is attached already
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not an instance of the
	 * declared class
	 * @throws IllegalArgumentException if the class of the parent is value-based, or if
	 * the value is the parent itself
	 * @throws IllegalStateException as in {@link ShadowVariable#alloc(Object, Function)}
	 * @throws ShadowIdConflictException if the id is not in use, and its name belongs to
	 * another id
	 * @throws ShadowLimitException if {@link ShadowSettings#maxLive() maxLive} variables
	 * are live, and the settings reject more
	 * @throws ParentEndedException if a {@link ParentLifetime} has reported the parent's
	 * end
	 * @throws RegistryClosedException if the registry is closed
	 * @throws RuntimeException if the {@linkplain Builder#settings settings} function
	 * throws at the first use of the id; its exception is passed on unchanged
	 */
	Object alloc(Object parent, long id, Function<Object, ?> constructor);

	/**
	 * Returns the value that is attached to a parent, or attaches one, like
	 * {@link ShadowVariable#getOrAlloc(Object, Function)}. The first call for an id that
	 * is not in use creates a variable without a type.
	 * @param parent the parent
	 * @param id the id
	 * @param constructor creates the value, if there is none
	 * @return the attached value
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not an instance of the
	 * declared class
	 * @throws IllegalArgumentException if the class of the parent is value-based, or if
	 * the value is the parent itself
	 * @throws IllegalStateException as in {@link ShadowVariable#alloc(Object, Function)},
	 * except that a duplicate is no error
	 * @throws ShadowIdConflictException if the id is not in use, and its name belongs to
	 * another id
	 * @throws ShadowLimitException if a value must be created,
	 * {@link ShadowSettings#maxLive() maxLive} variables are live, and the settings
	 * reject more
	 * @throws ParentEndedException if a {@link ParentLifetime} has reported the parent's
	 * end
	 * @throws RegistryClosedException if the registry is closed
	 * @throws RuntimeException if the {@linkplain Builder#settings settings} function
	 * throws at the first use of the id; its exception is passed on unchanged
	 */
	Object getOrAlloc(Object parent, long id, Function<Object, ?> constructor);

	/**
	 * Detaches and destroys a parent's value, like {@link ShadowVariable#free}.
	 * @param parent the parent
	 * @param id the id
	 * @return {@code true} if this call removed a value
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not an instance of the declared class
	 */
	boolean free(Object parent, long id);

	/**
	 * Detaches a parent's value and destroys it with the given destructor instead of the
	 * type's.
	 * @param parent the parent
	 * @param id the id
	 * @param destructor destroys the value
	 * @return {@code true} if this call removed a value
	 * @throws NullPointerException if an argument is null
	 * @throws ClassCastException if the parent is not an instance of the declared class
	 */
	boolean free(Object parent, long id, ShadowDestructor<Object, Object> destructor);

	/**
	 * Detaches and destroys every value of an id, like {@link ShadowVariable#freeAll()}.
	 * @param id the id
	 * @return how many values of living parents this call removed
	 */
	long freeAll(long id);

	/**
	 * Detaches every value of an id and destroys each with the given destructor instead
	 * of the type's. A value that was collected with its woven parent is not destroyed.
	 * @param id the id
	 * @param destructor destroys a value
	 * @return how many values of living parents this call removed
	 * @throws NullPointerException if the destructor is null
	 */
	long freeAll(long id, ShadowDestructor<Object, Object> destructor);

	/**
	 * Detaches and destroys every value of a parent, whatever its id, in reverse order of
	 * registration. The destructors get {@link FreeCause#PARENT_DESTROYED}. Call this
	 * just before the parent ends, while it can still be used.
	 * @param parent the parent
	 * @return how many values this call removed
	 * @throws NullPointerException if the parent is null
	 * @throws RuntimeException if a parent resolver returns null or throws; its exception
	 * is passed on unchanged. The values of the other ids were freed. Further exceptions
	 * are suppressed in the first
	 */
	int freeParent(Object parent);

	/**
	 * Removes an id that is used without a type and has no variables. It is no longer
	 * listed and takes no memory. An {@code alloc} that races with this call starts the
	 * id anew. A variable that {@link #find(long)} returned before has no values, and
	 * refuses to attach.
	 * @param id the id
	 * @return {@code true} if this call removed the id; {@code false} if it is not in
	 * use, has a type, has variables, or has a constructor that is running
	 */
	boolean forget(long id);

	/**
	 * Adds a listener for ids that come into use or go out of use. Adding it again has no
	 * effect.
	 * @param listener the listener, held strongly until it is removed or the registry is
	 * closed
	 * @throws NullPointerException if the listener is null
	 */
	void addListener(ShadowRegistryListener listener);

	/**
	 * Removes a listener. Does nothing if it was not added.
	 * @param listener the listener
	 * @throws NullPointerException if the listener is null
	 */
	void removeListener(ShadowRegistryListener listener);

	/**
	 * Returns how many variables of collected parents wait for their destructor, either
	 * for the registry's thread or in the {@linkplain Builder#destructorExecutor
	 * destructor executor}. The number is at most a second old. Without an executor it is
	 * 0, unless a destructor has blocked the registry's thread for more than a second.
	 * @return the number of waiting variables
	 */
	long backlog();

	/**
	 * Returns how long the destructor that is running on the registry's thread has been
	 * running.
	 * @return the time, or {@link Duration#ZERO} if no destructor is running on that
	 * thread
	 */
	Duration busy();

	/**
	 * Returns whether {@link #close()} was called.
	 * @return {@code true} if the registry refuses new work
	 */
	boolean isClosed();

	/**
	 * Closes the registry. It refuses new work, waits for running callbacks, frees every
	 * variable with {@link FreeCause#CLOSED}, one id after the other in reverse order of
	 * registration, and ends its thread.
	 * <p>
	 * The wait is bounded by the {@linkplain Builder#closeTimeout close timeout}.
	 * Interrupts do not shorten it. If a constructor returns after closing has begun, its
	 * own thread destroys the value at once, and the call throws a
	 * {@link RegistryClosedException}. After closing, {@code get} returns null. Closing
	 * again does not wait for the first call. It has no effect, unless the first call
	 * threw a {@link VirtualMachineError}: then it frees the rest.
	 * <p>
	 * A callback may close the registry. The registry does not wait for that callback.
	 */
	@Override
	void close();

	/**
	 * Builds a {@link ShadowRegistry}. Not thread-safe. A builder can build several
	 * registries. For example:
	 *
	 * <pre class="code">
	 * ShadowRegistry registry = ShadowRegistry.builder()
	 *     .closeTimeout(Duration.ofSeconds(5))
	 *     .lifetime(Channel.class, new ChannelLifetime())
	 *     .build();
	 * </pre>
	 */
	final class Builder {

		private Duration closeTimeout = Duration.ofSeconds(10);

		private ShadowFailureHandler failureHandler = (failure) -> BareThread.uncaught(failure.exception());

		private ShadowLimitHandler limitHandler = (variable, settings) -> {
		};

		private Function<? super ShadowType<?, ?>, ShadowSettings> settings = (type) -> ShadowSettings.DEFAULT;

		private final Map<Long, String> names = new HashMap<>();

		private double sampleRate = 0.01;

		private List<String> skippedPackages = List.of();

		private @Nullable ShadowLeakHandler leakHandler;

		private final Map<Class<?>, UnaryOperator<Object>> parentResolvers = new LinkedHashMap<>();

		private final List<Lifetimes.Declared<?>> lifetimes = new ArrayList<>();

		private @Nullable Executor destructorExecutor;

		private Builder() {
		}

		/**
		 * Sets how long closing waits for running callbacks. The default is ten seconds.
		 * @param closeTimeout the time to wait, not negative
		 * @return this builder
		 * @throws NullPointerException if the timeout is null
		 * @throws IllegalArgumentException if the timeout is negative
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			Arguments.notNull(closeTimeout, "closeTimeout");
			if (closeTimeout.isNegative()) {
				throw new IllegalArgumentException(
						"closeTimeout must not be negative, but is %s; use 0 to wait for no callback"
							.formatted(closeTimeout));
			}
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * Sets the handler for failures of destructors. By default they go to the
		 * uncaught exception handler of the thread that ran the destructor.
		 * @param failureHandler the handler
		 * @return this builder
		 * @throws NullPointerException if the handler is null
		 */
		public Builder failureHandler(ShadowFailureHandler failureHandler) {
			this.failureHandler = Arguments.notNull(failureHandler, "failureHandler");
			return this;
		}

		/**
		 * Sets the handler that is called when an id exceeds the limit of live variables
		 * in its {@linkplain #settings settings}. By default nothing is called.
		 * @param limitHandler the handler
		 * @return this builder
		 * @throws NullPointerException if the handler is null
		 */
		public Builder limitHandler(ShadowLimitHandler limitHandler) {
			this.limitHandler = Arguments.notNull(limitHandler, "limitHandler");
			return this;
		}

		/**
		 * Sets the function that returns the settings of an id. By default each id has
		 * {@link ShadowSettings#DEFAULT}. Settings are no part of a type's equality.
		 * @param settings returns the settings for a type, never null. It is called
		 * without a lock held, whenever a type is registered or an id is first used
		 * without one. The first result holds for as long as the id is in use. An
		 * exception reaches the caller, and the id is not registered
		 * @return this builder
		 * @throws NullPointerException if the function is null
		 */
		public Builder settings(Function<? super ShadowType<?, ?>, ShadowSettings> settings) {
			this.settings = Arguments.notNull(settings, "settings");
			return this;
		}

		/**
		 * Names an id that is used without a type. Without a name it is shown in hex. A
		 * registered type keeps its own name.
		 * @param id the id
		 * @param name the name
		 * @return this builder
		 * @throws NullPointerException if the name is null
		 * @throws IllegalArgumentException if the name does not have the form that
		 * {@link ShadowType.Builder#name} requires, or was given to another id
		 */
		public Builder name(long id, String name) {
			ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(id).name(name).build();
			this.names.forEach((otherId, otherName) -> {
				if (otherId != id && otherName.equals(name)) {
					throw new IllegalArgumentException(
							"A name must belong to one id, but '%s' was given to %s and %s; rename one".formatted(name,
									Arguments.hex(otherId), Arguments.hex(id)));
				}
			});
			this.names.put(id, type.name());
			return this;
		}

		/**
		 * Sets the fraction of variables that {@link ShadowTracking#SAMPLED} tracks. The
		 * default is 0.01.
		 * @param sampleRate the probability for each variable, greater than 0 and at most
		 * 1
		 * @return this builder
		 * @throws IllegalArgumentException if the rate is out of range
		 */
		public Builder sampleRate(double sampleRate) {
			if (!(sampleRate > 0 && sampleRate <= 1)) {
				throw new IllegalArgumentException(
						"sampleRate must be greater than 0 and at most 1, but is %s; use for example 0.01"
							.formatted(sampleRate));
			}
			this.sampleRate = sampleRate;
			return this;
		}

		/**
		 * Sets the packages whose stack frames are skipped in the search for the
		 * {@linkplain ShadowAllocation#site site} of a variable. Use it for code that
		 * attaches variables on behalf of its callers. The default is none. This library
		 * and the JDK are always skipped. If no frame is left, the first frame outside
		 * this library is the site.
		 * @param packages the names of packages; each includes the packages below it
		 * @return this builder
		 * @throws NullPointerException if the packages, or one of them, are null
		 * @throws IllegalArgumentException if one is not the name of a package
		 */
		public Builder skipPackages(Collection<String> packages) {
			List<String> skipped = List.copyOf(Arguments.notNull(packages, "packages"));
			for (String name : skipped) {
				if (!name.matches(Sites.PACKAGE)) {
					throw new IllegalArgumentException(
							("packages must contain names of packages, but one is '%s'; use for example com.acme.util, "
									+ "which includes the packages below it")
								.formatted(name));
				}
			}
			this.skippedPackages = skipped;
			return this;
		}

		/**
		 * Checks every new value for a {@linkplain ShadowVariable#reachability path back
		 * to its parent}, and sets the handler that is called if there is one. By default
		 * nothing is checked. The check slows down each {@code alloc}, and is meant for
		 * development and tests.
		 * @param leakHandler the handler
		 * @return this builder
		 * @throws NullPointerException if the handler is null
		 */
		public Builder leakHandler(ShadowLeakHandler leakHandler) {
			this.leakHandler = Arguments.notNull(leakHandler, "leakHandler");
			return this;
		}

		/**
		 * Sets a resolver for every id whose {@linkplain ShadowType#parentType() parent
		 * type} is the given class or a subtype of it. The resolver is applied to the
		 * result of the type's own {@linkplain ShadowType.Builder#parentResolver
		 * resolver}, and must fulfil the same conditions. A second resolver for the same
		 * class replaces the first.
		 * @param <T> the class of the parents
		 * @param parentType the class of the parents
		 * @param parentResolver returns the parent for the object that a caller holds,
		 * never null
		 * @return this builder
		 * @throws NullPointerException if an argument is null
		 */
		public <T> Builder parentResolver(Class<T> parentType, UnaryOperator<T> parentResolver) {
			Arguments.notNull(parentResolver, "parentResolver");
			this.parentResolvers.put(Arguments.notNull(parentType, "parentType"),
					(parent) -> parentResolver.apply(parentType.cast(parent)));
			return this;
		}

		/**
		 * Adds a lifetime for every parent that is an instance of a class, whatever its
		 * id. Ids whose parents cannot be instances of that class are not slowed down.
		 * @param <T> the class of the parents
		 * @param parentType the class of the parents
		 * @param lifetime asked once for each parent
		 * @return this builder
		 * @throws NullPointerException if an argument is null
		 */
		public <T> Builder lifetime(Class<T> parentType, ParentLifetime<? super T> lifetime) {
			this.lifetimes.add(new Lifetimes.Declared<>(Arguments.notNull(parentType, "parentType"),
					Arguments.notNull(lifetime, "lifetime")));
			return this;
		}

		/**
		 * Sets the executor that runs the destructors of variables whose parents were
		 * collected. By default the registry's own thread runs them. The executor gets
		 * one task for each variable with a destructor. If it refuses a task with an
		 * exception, the registry's thread runs the destructor. A variable whose task
		 * waits counts as live, and closing waits for the tasks as for running callbacks.
		 * <p>
		 * <b>The executor must run each task that it accepts.</b> If it drops a task
		 * without an exception, that variable stays attached until the id or the registry
		 * is closed.
		 * @param destructorExecutor the executor, which the registry does not shut down
		 * @return this builder
		 * @throws NullPointerException if the executor is null
		 */
		public Builder destructorExecutor(Executor destructorExecutor) {
			this.destructorExecutor = Arguments.notNull(destructorExecutor, "destructorExecutor");
			return this;
		}

		/**
		 * Builds the registry and starts its thread.
		 * @return a new registry
		 */
		public ShadowRegistry build() {
			Sites sites = new Sites(this.skippedPackages);
			LeakCheck leakCheck = (this.leakHandler != null) ? new LeakCheck(this.leakHandler, sites) : null;
			return new DefaultShadowRegistry(new Options(this.closeTimeout, this.failureHandler, this.limitHandler,
					this.settings, Map.copyOf(this.names), new Tracking(sites, this.sampleRate), leakCheck,
					Collections.unmodifiableMap(new LinkedHashMap<>(this.parentResolvers)),
					new Lifetimes(List.copyOf(this.lifetimes)), this.destructorExecutor));
		}

	}

}
