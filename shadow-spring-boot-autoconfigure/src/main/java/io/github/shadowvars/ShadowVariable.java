package io.github.shadowvars;

import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;
import org.jspecify.annotations.Nullable;

/**
 * A handle on the shadow variables of one id: at most one value for each parent, found by
 * the parent's identity ({@code ==}). A parent's {@code equals}, {@code hashCode} and
 * {@code toString} are never called.
 * <p>
 * All methods are thread-safe. {@link #get}, {@link #has}, {@link #alloc},
 * {@link #getOrAlloc} and {@link #free} on one parent are linearizable; {@code get} and
 * {@code has} take no lock. Callbacks run outside any lock and may use the registry
 * freely.
 * <p>
 * A parent is held weakly and its value strongly until it is freed. <strong>A value that
 * strongly reaches its own parent keeps it alive</strong>, and itself with it: the parent
 * is passed to every callback so that values need not hold it.
 * <p>
 * Not to be implemented outside this library: a minor version may add methods.
 *
 * @param <P> the type of the parents
 * @param <V> the type of the values
 * @see ShadowRegistry#register(ShadowType)
 */
public interface ShadowVariable<P, V> extends AutoCloseable {

	/**
	 * Returns the type that this variable was registered with.
	 * @return the type
	 */
	ShadowType<P, V> type();

	/**
	 * Returns the id, an unsigned 64-bit number.
	 * @return the id
	 */
	long id();

	/**
	 * Returns the name, which is the id in hex if none was given.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the description that listings show: that of the settings, if there is one,
	 * or else the type's.
	 * @return the description, or {@code null} if none was given
	 * @see ShadowSettings#description()
	 */
	@Nullable String description();

	/**
	 * Returns how many handles of this id are open: one for each
	 * {@link ShadowRegistry#register register} that was not yet closed. An id that is
	 * used without a type has none.
	 * @return the number of open handles
	 */
	int owners();

	/**
	 * Returns the value that is attached to a parent. Takes no lock and never waits: a
	 * variable whose constructor is still running is absent.
	 * @param parent the parent
	 * @return the value, or {@code null} if none is attached or the id is closed
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not of the parent type
	 */
	@Nullable V get(P parent);

	/**
	 * Tells whether a value is attached to a parent: existence as a flag.
	 * @param parent the parent
	 * @return {@code true} if {@link #get} would return a value
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not of the parent type
	 */
	boolean has(P parent);

	/**
	 * Attaches the value that the type's constructor makes. The rules are those of
	 * {@link #alloc(Object, Function)}.
	 * @param parent the parent
	 * @return the new value
	 * @throws IllegalStateException if the type has no constructor, and as in
	 * {@link #alloc(Object, Function)}
	 */
	V alloc(P parent);

	/**
	 * Attaches the value that a constructor makes. If another thread is constructing this
	 * variable, waits until it is done. The constructor runs at most once, outside any
	 * lock, and the parent cannot be collected while it runs. If it throws, its exception
	 * reaches the caller unchanged and nothing is attached.
	 * @param parent the parent
	 * @param constructor makes the value
	 * @return the new value
	 * @throws DuplicateShadowException if a value is attached already; it stays as it
	 * was, and the constructor is not called
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not of the declared class
	 * @throws IllegalArgumentException if the parent is of a value-based class, which has
	 * no identity, or if the value is the parent itself
	 * @throws IllegalStateException if the constructor asks for the very variable that it
	 * is constructing, if two constructors wait for each other, if the wait was
	 * interrupted (the interrupt status stays set), if the id is disabled by its
	 * {@link ShadowSettings}, or if it is closed
	 * @throws ShadowLimitException if as many variables live as the settings allow
	 * @throws ParentEndedException if a {@link ParentLifetime} tells that the parent's
	 * life has ended
	 * @throws RegistryClosedException if the registry is closed
	 */
	V alloc(P parent, Function<? super P, ? extends V> constructor);

	/**
	 * Returns the value that is attached to a parent, or attaches the one that the type's
	 * constructor makes. The rules are those of {@link #getOrAlloc(Object, Function)}.
	 * @param parent the parent
	 * @return the attached value
	 * @throws IllegalStateException if a value is to be made and the type has no
	 * constructor, and as in {@link #alloc(Object, Function)}
	 */
	V getOrAlloc(P parent);

	/**
	 * Returns the value that is attached to a parent, or attaches the one that a
	 * constructor makes. Of threads that race, one runs its constructor; the others wait
	 * for it and return its value, or try themselves if it failed.
	 * @param parent the parent
	 * @param constructor makes the value, if there is none
	 * @return the attached value
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not of the declared class
	 * @throws IllegalArgumentException as in {@link #alloc(Object, Function)}
	 * @throws IllegalStateException as in {@link #alloc(Object, Function)}, but for a
	 * duplicate
	 * @throws ShadowLimitException if a value is to be made, and as many variables live
	 * as the settings allow
	 * @throws ParentEndedException if a {@link ParentLifetime} tells that the parent's
	 * life has ended
	 * @throws RegistryClosedException if the registry is closed
	 */
	V getOrAlloc(P parent, Function<? super P, ? extends V> constructor);

	/**
	 * Returns the value of a parent as {@link #getOrAlloc(Object)}. This is the method
	 * that delegated properties of Kotlin look for: <pre class="code">
	 * val Station.lock by psLock
	 * </pre>
	 * @param parent the parent
	 * @param property not used
	 * @return the attached value
	 * @throws IllegalStateException as in {@link #getOrAlloc(Object)}
	 */
	default V getValue(P parent, Object property) {
		return getOrAlloc(parent);
	}

	/**
	 * Detaches and destroys the value of a parent. If this call removed it, its
	 * destructor has returned before {@code free} does. A variable whose constructor is
	 * still running is absent.
	 * @param parent the parent
	 * @return {@code true} if this call removed a value
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not of the parent type
	 */
	boolean free(P parent);

	/**
	 * Detaches and destroys the value of every parent, in no particular order. Other ids
	 * are untouched. Variables that are attached while this runs may remain.
	 * @return how many values this call removed
	 */
	long freeAll();

	/**
	 * Does what {@link #freeAll()} does, on behalf of an operator: destructors see
	 * {@link FreeCause#PURGED}. The id stays registered.
	 * @return what was freed
	 */
	ShadowPurge purge();

	/**
	 * Returns how many variables are attached. Exact when nothing is in flight. The cost
	 * does not depend on the count.
	 * @return the number of live variables
	 */
	long count();

	/**
	 * Visits the live variables. The traversal is weakly consistent: it never throws for
	 * concurrent change, and visits no variable whose parent was collected or that was
	 * freed before the visit. It does not keep alive the parents that it has passed.
	 * @param action called without a lock held; what it throws ends the traversal and
	 * reaches the caller
	 */
	void forEach(BiConsumer<? super P, ? super V> action);

	/**
	 * Visits at most a number of live variables, and tells where they come from;
	 * otherwise as {@link #forEach(BiConsumer)}.
	 * @param limit how many variables to visit at most
	 * @param visitor called without a lock held; what it throws ends the traversal and
	 * reaches the caller
	 * @return {@code true} if there were no more
	 * @throws IllegalArgumentException if the limit is negative
	 * @throws NullPointerException if the visitor is null
	 */
	boolean forEach(int limit, ShadowVisitor<? super P, ? super V> visitor);

	/**
	 * Returns of which variables of this id it is remembered where they are attached.
	 * @return the level
	 */
	ShadowTracking tracking();

	/**
	 * Sets of which variables of this id it is remembered where they are attached. It
	 * holds for those that are attached from now on, through every handle, until the
	 * registry is closed, also if the id is registered again.
	 * @param level the level
	 * @throws NullPointerException if the level is null
	 */
	void track(ShadowTracking level);

	/**
	 * Returns how many calls threw a {@link ShadowLimitException} since the id was
	 * registered.
	 * @return the number of rejections
	 */
	long rejections();

	/**
	 * Tells whether the variables of this id look like a leak: the lowest count within
	 * several garbage collections has risen at least five times, whether or not some
	 * variables were freed meanwhile. Answers {@code false} again once the count has
	 * fallen back, or has not risen for three times the longest time between two rises,
	 * counted in collections. {@linkplain #purge() Purges} start the observation anew.
	 * <p>
	 * A count that grows and comes back to where it was is not suspect if that takes
	 * fewer than 24 collections; if it takes longer, it is suspect for the first few
	 * times. Collections of young objects only do not count, for they do not free old
	 * parents; several that follow each other within half a second may count as one.
	 * @return {@code true} if it is suspect
	 */
	boolean isSuspect();

	/**
	 * Searches for a path from a value to its parent, which would keep both alive until
	 * the variable is freed. The search follows the fields of objects, whatever their
	 * visibility, elements of arrays, and those of the JDK's collections, and at each
	 * object the values that the variables of this registry attach to it. It calls no
	 * code of the objects, not {@code equals}, not {@code hashCode}, no proxy, and not
	 * the type's parent resolver.
	 * <p>
	 * Weak, soft and phantom references are not followed, nor are classes with their
	 * static fields and the registry, which are there whatever the value holds. The
	 * search ends at a depth of 50, after 10,000 references, or after a million looks,
	 * null references and look-ups of variables included. In a native image, where
	 * reflection may miss fields, it never answers {@link Result#DOES_NOT} for an object
	 * with fields.
	 * <p>
	 * Thread-safe, but objects are read as they change: to be sure, search when nothing
	 * changes them. For example:
	 *
	 * <pre class="code">
	 * variable.forEach((parent, value) -&gt; log(variable.reachability(parent, value)));
	 * </pre>
	 * @param parent the object to search for
	 * @param value where to start, usually the parent's value
	 * @return the shortest path, or {@link Result#DOES_NOT} only if everything was seen
	 * that the value holds
	 * @throws NullPointerException if an argument is null
	 */
	ShadowReachability reachability(Object parent, Object value);

	/**
	 * Returns the counts of this id since it was registered. The cost does not depend on
	 * the number of live variables.
	 * @return a snapshot of the counts
	 */
	ShadowStats stats();

	/**
	 * Gives up this handle. The last handle of the id to close frees all of its variables
	 * ({@link FreeCause#UNREGISTERED}); an earlier one frees nothing. From then on
	 * {@link #get} answers null and {@link #alloc} throws. Closing a handle twice, or one
	 * that was found and not registered, has no effect.
	 */
	@Override
	void close();

}
