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
 * Attaches data to objects whose class cannot be changed. A variable is found by the pair
 * of its parent's identity and a numeric id, as in the Linux kernel's
 * <a href="https://docs.kernel.org/livepatch/shadow-vars.html">livepatch shadow
 * variables</a>.
 * <p>
 * All methods are thread-safe. Parents are held weakly, values strongly until they are
 * freed; see {@link ShadowVariable} for what that asks of a value. Once a parent was
 * collected its variables are freed by the registry's own daemon thread, without any
 * further call.
 * <p>
 * The methods that take an id serve ids that are used without a type, the kernel's own
 * shape; on a registered id they work on the same variables and are held to the declared
 * classes. A registry must be {@linkplain #close() closed} to end its thread.
 * <p>
 * Not to be implemented outside this library: a minor version may add methods.
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
	 * Registers a type. Registering an equal type again gives a second handle on the same
	 * variables.
	 * @param <P> the type of the parents
	 * @param <V> the type of the values
	 * @param type the type
	 * @return a handle, to be closed by its owner
	 * @throws NullPointerException if the type is null
	 * @throws ShadowIdConflictException if the id or the name belongs to a different type
	 * @throws RuntimeException what the {@linkplain Builder#settings settings} throw
	 * @throws RegistryClosedException if the registry is closed
	 */
	<P, V> ShadowVariable<P, V> register(ShadowType<P, V> type);

	/**
	 * Finds the variable of a type. Closing what is returned has no effect.
	 * @param <P> the type of the parents
	 * @param <V> the type of the values
	 * @param type the type
	 * @return the variable, or {@code null} unless an equal type is registered
	 * @throws NullPointerException if the type is null
	 */
	<P, V> @Nullable ShadowVariable<P, V> find(ShadowType<P, V> type);

	/**
	 * Finds a variable by its id. Closing what is returned has no effect.
	 * @param id the id
	 * @return the variable, or {@code null} if the id is not in use
	 */
	@Nullable ShadowVariable<?, ?> find(long id);

	/**
	 * Finds a variable by its name. Closing what is returned has no effect.
	 * @param name the name; that of an id without one is its hex form
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
	 * Returns the value of a parent, as {@link ShadowVariable#get}.
	 * @param parent the parent
	 * @param id the id
	 * @return the value, or {@code null} if none is attached
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not of the declared class
	 */
	@Nullable Object get(Object parent, long id);

	/**
	 * Attaches a value to a parent, as {@link ShadowVariable#alloc(Object, Function)}.
	 * The first call for an id that is not in use makes an untyped variable of it.
	 * @param parent the parent
	 * @param id the id
	 * @param constructor makes the value
	 * @return the new value
	 * @throws DuplicateShadowException if a value is attached already
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not of the declared class
	 * @throws IllegalArgumentException if the parent is of a value-based class, or if the
	 * value is the parent itself
	 * @throws IllegalStateException as in {@link ShadowVariable#alloc(Object, Function)}
	 * @throws ShadowLimitException if as many variables live as the settings allow
	 * @throws ParentEndedException if a {@link ParentLifetime} tells that the parent's
	 * life has ended
	 * @throws RegistryClosedException if the registry is closed
	 */
	Object alloc(Object parent, long id, Function<Object, ?> constructor);

	/**
	 * Returns the value of a parent, or attaches one, as
	 * {@link ShadowVariable#getOrAlloc(Object, Function)}. The first call for an id that
	 * is not in use makes an untyped variable of it.
	 * @param parent the parent
	 * @param id the id
	 * @param constructor makes the value, if there is none
	 * @return the attached value
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not of the declared class
	 * @throws IllegalArgumentException if the parent is of a value-based class, or if the
	 * value is the parent itself
	 * @throws IllegalStateException as in {@link ShadowVariable#alloc(Object, Function)},
	 * but for a duplicate
	 * @throws ShadowLimitException if a value is to be made, and as many variables live
	 * as the settings allow
	 * @throws ParentEndedException if a {@link ParentLifetime} tells that the parent's
	 * life has ended
	 * @throws RegistryClosedException if the registry is closed
	 */
	Object getOrAlloc(Object parent, long id, Function<Object, ?> constructor);

	/**
	 * Detaches and destroys a parent's value, as {@link ShadowVariable#free}.
	 * @param parent the parent
	 * @param id the id
	 * @return {@code true} if this call removed a value
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not of the declared class
	 */
	boolean free(Object parent, long id);

	/**
	 * Detaches a parent's value and destroys it with a destructor that takes the place of
	 * the type's.
	 * @param parent the parent
	 * @param id the id
	 * @param destructor destroys the value
	 * @return {@code true} if this call removed a value
	 * @throws NullPointerException if an argument is null
	 * @throws ClassCastException if the parent is not of the declared class
	 */
	boolean free(Object parent, long id, ShadowDestructor<Object, Object> destructor);

	/**
	 * Detaches and destroys every value of an id, as {@link ShadowVariable#freeAll()}.
	 * @param id the id
	 * @return how many values this call removed
	 */
	long freeAll(long id);

	/**
	 * Detaches every value of an id and destroys it with a destructor that takes the
	 * place of the type's.
	 * @param id the id
	 * @param destructor destroys a value
	 * @return how many values this call removed
	 * @throws NullPointerException if the destructor is null
	 */
	long freeAll(long id, ShadowDestructor<Object, Object> destructor);

	/**
	 * Detaches and destroys every value of a parent, whatever its id, in reverse order of
	 * registration. The destructors see {@link FreeCause#PARENT_DESTROYED}.
	 * @param parent the parent
	 * @return how many values this call removed
	 * @throws NullPointerException if the parent is null
	 */
	int freeParent(Object parent);

	/**
	 * Forgets an id that is used without a type and has no variables, as if it had never
	 * been used: it is not listed any more and takes no memory. An {@code alloc} that
	 * races with this starts the id anew. A variable that was found for the id before
	 * finds nothing, and refuses to attach.
	 * @param id the id
	 * @return {@code true} if the id was in use and now is not; {@code false} if it was
	 * not in use, has a type, or has variables or constructors that run
	 */
	boolean forget(long id);

	/**
	 * Adds a listener that is told which ids come into use and go out of use.
	 * @param listener the listener, held strongly until it is removed or the registry is
	 * closed
	 * @throws NullPointerException if the listener is null
	 */
	void addListener(ShadowRegistryListener listener);

	/**
	 * Removes a listener. One that was not added is ignored.
	 * @param listener the listener
	 * @throws NullPointerException if the listener is null
	 */
	void removeListener(ShadowRegistryListener listener);

	/**
	 * Returns how many variables of collected parents wait for the registry's thread, or
	 * in the {@linkplain Builder#destructorExecutor executor} of their destructors. The
	 * number is at most a second old. Without an executor it is 0 as long as no
	 * destructor holds up that thread for longer.
	 * @return the number of variables that wait
	 */
	long backlog();

	/**
	 * Returns for how long the destructor that now runs on the registry's thread has been
	 * running.
	 * @return the time, or {@link Duration#ZERO} if no destructor runs on that thread
	 */
	Duration busy();

	/**
	 * Tells whether {@link #close()} was called.
	 * @return {@code true} once the registry refuses new work
	 */
	boolean isClosed();

	/**
	 * Refuses new work, waits for the callbacks that are running, then frees every
	 * variable ({@link FreeCause#CLOSED}), one id after the other in reverse order of
	 * registration, and ends the registry's thread. Waiting is bounded by the
	 * {@linkplain Builder#closeTimeout close timeout}, and interrupts do not cut it
	 * short. What a constructor returns from now on is destroyed at once by its own
	 * thread, whose caller gets a {@link RegistryClosedException}. From then on
	 * {@code get} answers null. Closing again has no effect, and does not wait for the
	 * first call.
	 * <p>
	 * A callback may close the registry; its own end is not waited for.
	 */
	@Override
	void close();

	/**
	 * Builds a {@link ShadowRegistry}. Not thread-safe.
	 */
	final class Builder {

		private Duration closeTimeout = Duration.ofSeconds(10);

		private ShadowFailureHandler failureHandler = DefaultShadowRegistry::uncaught;

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
		 * Sets how long closing waits for running callbacks, ten seconds by default.
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
		 * Sets what receives the failures of destructors. By default the uncaught
		 * exception handler of the thread that ran the destructor does.
		 * @param failureHandler the handler
		 * @return this builder
		 * @throws NullPointerException if the handler is null
		 */
		public Builder failureHandler(ShadowFailureHandler failureHandler) {
			this.failureHandler = Arguments.notNull(failureHandler, "failureHandler");
			return this;
		}

		/**
		 * Sets what is told when an id has more live variables than its
		 * {@linkplain #settings settings} say. By default nothing is.
		 * @param limitHandler the handler
		 * @return this builder
		 * @throws NullPointerException if the handler is null
		 */
		public Builder limitHandler(ShadowLimitHandler limitHandler) {
			this.limitHandler = Arguments.notNull(limitHandler, "limitHandler");
			return this;
		}

		/**
		 * Sets where the settings of an id come from, {@link ShadowSettings#DEFAULT} by
		 * default. They do not change what its type is equal to.
		 * @param settings returns the settings for a type, never null. It is called
		 * without a lock held, whenever a type is registered or an id is first used
		 * without one; the first answer counts for as long as the id is in use. What it
		 * throws reaches the caller, and the id is not registered
		 * @return this builder
		 * @throws NullPointerException if the function is null
		 */
		public Builder settings(Function<? super ShadowType<?, ?>, ShadowSettings> settings) {
			this.settings = Arguments.notNull(settings, "settings");
			return this;
		}

		/**
		 * Names an id that is used without a type, in place of its hex form. A type that
		 * is registered keeps its own name.
		 * @param id the id
		 * @param name the name
		 * @return this builder
		 * @throws NullPointerException if the name is null
		 * @throws IllegalArgumentException if the name is not of the form that
		 * {@link ShadowType.Builder#name} asks for, or was given to another id
		 */
		public Builder name(long id, String name) {
			ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(id).name(name).build();
			this.names.forEach((otherId, otherName) -> {
				if (otherId != id && otherName.equals(name)) {
					throw new IllegalArgumentException(
							"name must be of one id, but '%s' was given to %s and %s; rename one".formatted(name,
									Arguments.hex(otherId), Arguments.hex(id)));
				}
			});
			this.names.put(id, type.name());
			return this;
		}

		/**
		 * Sets which share of the variables is tracked where
		 * {@link ShadowTracking#SAMPLED} is asked for, 0.01 by default.
		 * @param sampleRate the probability for each variable, above 0 and at most 1
		 * @return this builder
		 * @throws IllegalArgumentException if the rate is out of range
		 */
		public Builder sampleRate(double sampleRate) {
			if (!(sampleRate > 0 && sampleRate <= 1)) {
				throw new IllegalArgumentException(
						"sampleRate must be above 0 and at most 1, but is %s; use for example 0.01, or no tracking"
							.formatted(sampleRate));
			}
			this.sampleRate = sampleRate;
			return this;
		}

		/**
		 * Sets the packages whose stack frames are never the
		 * {@linkplain ShadowAllocation#site site} of a variable, none by default: those
		 * of code that attaches variables on behalf of its callers. This library and the
		 * JDK are skipped in any case. If nothing is left, the first frame outside this
		 * library counts.
		 * @param packages the names of packages; each stands for those below it, too
		 * @return this builder
		 * @throws NullPointerException if the packages, or one of them, are null
		 * @throws IllegalArgumentException if one is not the name of a package
		 */
		public Builder skipPackages(Collection<String> packages) {
			List<String> skipped = List.copyOf(Arguments.notNull(packages, "packages"));
			for (String name : skipped) {
				if (!name.matches(Sites.PACKAGE)) {
					throw new IllegalArgumentException(
							"packages must have the names of packages, but one is '%s'; use for example com.acme.util, which "
								.formatted(name) + "stands for those below it, too");
				}
			}
			this.skippedPackages = skipped;
			return this;
		}

		/**
		 * Checks every new value for a {@linkplain ShadowVariable#reachability path back
		 * to its parent}, and sets what is told if there is one. By default nothing is
		 * looked at. The look takes time with each {@code alloc}, and is meant for
		 * development and for tests.
		 * @param leakHandler the handler
		 * @return this builder
		 * @throws NullPointerException if the handler is null
		 */
		public Builder leakHandler(ShadowLeakHandler leakHandler) {
			this.leakHandler = Arguments.notNull(leakHandler, "leakHandler");
			return this;
		}

		/**
		 * Sets what maps the parents of a class to the parents that count, for every id
		 * whose {@linkplain ShadowType#parentType() parent type} is that class or a
		 * subtype of it. It is applied to what the type's own
		 * {@linkplain ShadowType.Builder#parentResolver resolver} returns, and must
		 * fulfil the same conditions. A second resolver for the same class replaces the
		 * first.
		 * @param <T> the class of the parents
		 * @param parentType the class of the parents
		 * @param parentResolver returns the parent that counts, never null
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
		 * Adds what tells when the life of a parent ends, for every id whose parent is of
		 * a class. Ids whose parents cannot be of that class pay nothing for it.
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
		 * Sets what runs the destructors of variables whose parents were collected. By
		 * default the registry's own thread does. The executor gets one task for each
		 * variable with a destructor; where it refuses one with an exception, the
		 * registry's thread runs the destructor. A variable whose task waits counts as
		 * live, and closing waits for the tasks as for callbacks that are running.
		 * <p>
		 * <b>The executor must run each task that it takes.</b> One that drops tasks
		 * without an exception leaves those variables attached until the id or the
		 * registry is closed.
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
