package io.github.shadowvars;

import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;
import org.jspecify.annotations.Nullable;

/**
 * A handle on the shadow variables of one id: at most one value for each parent, found by
 * the parent's identity ({@code ==}). A parent's {@code equals}, {@code hashCode} and
 * {@code toString} are never called. For example:
 *
 * <pre class="code">
 * ShadowVariable&lt;Connection, Tenant&gt; tenants = registry.register(type);
 * Tenant tenant = tenants.getOrAlloc(connection);
 * tenants.free(connection);
 * </pre>
 * <p>
 * All methods are thread-safe. {@link #get}, {@link #has}, {@link #alloc},
 * {@link #getOrAlloc} and {@link #free} on one parent are linearizable; {@code get} and
 * {@code has} take no lock, except while a growing table is moved. Callbacks run outside
 * all locks and may use the registry.
 * <p>
 * If the type's parent resolver throws, its exception reaches the caller of these methods
 * unchanged. If it returns null, they throw a {@link NullPointerException}.
 * <p>
 * A parent is held weakly, and its value strongly until it is freed. <strong>A value that
 * strongly references its own parent keeps the parent alive</strong>, and itself with it.
 * The parent is passed to every callback, so a value rarely needs to hold it.
 * <p>
 * Do not implement this interface: a minor version may add methods.
 *
 * @param <P> the type of the parents
 * @param <V> the type of the values
 * @see ShadowRegistry#register(ShadowType)
 */
public interface ShadowVariable<P, V> extends AutoCloseable {

	/**
	 * Returns the type that this variable was registered with. An id that is used without
	 * a type has one whose parent and value classes are {@code Object}.
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
	 * Returns the description that listings show: the one in the settings, or else the
	 * type's.
	 * @return the description, or {@code null} if none was given
	 * @see ShadowSettings#description()
	 */
	@Nullable String description();

	/**
	 * Returns how many handles of this id are open. Each call of
	 * {@link ShadowRegistry#register register} opens one, until it is closed. An id that
	 * is used without a type has none.
	 * @return the number of open handles
	 */
	int owners();

	/**
	 * Returns the value that is attached to a parent. Takes no lock and does not wait,
	 * except while another thread moves the parent's bin of a growing table. A variable
	 * whose constructor is still running is absent.
	 * @param parent the parent
	 * @return the value, or {@code null} if none is attached or the id is closed
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not an instance of the parent type
	 */
	@Nullable V get(P parent);

	/**
	 * Returns whether a value is attached to a parent. Waits no longer than {@link #get}.
	 * @param parent the parent
	 * @return {@code true} if {@link #get} would return a value
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not an instance of the parent type
	 */
	boolean has(P parent);

	/**
	 * Attaches a value that the type's constructor creates, under the rules of
	 * {@link #alloc(Object, Function)}.
	 * @param parent the parent
	 * @return the new value
	 * @throws IllegalStateException if the type has no constructor, and as in
	 * {@link #alloc(Object, Function)}
	 */
	V alloc(P parent);

	/**
	 * Attaches a value that a constructor creates. If another thread is constructing this
	 * variable, this call waits for it. The constructor runs at most once and outside all
	 * locks, and the parent cannot be collected while it runs. It may use the registry,
	 * also for other variables of the same parent. If it throws, its exception reaches
	 * the caller unchanged and nothing is attached. So does an exception of a
	 * {@link ParentLifetime}, even a checked one.
	 * @param parent the parent
	 * @param constructor creates the value
	 * @return the new value
	 * @throws DuplicateShadowException if a value is attached already; it stays as it is,
	 * and the constructor is not called
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not an instance of the
	 * declared class
	 * @throws IllegalArgumentException if the class of the parent is value-based, so the
	 * parent has no identity, or if the value is the parent itself
	 * @throws IllegalStateException if the constructor asks for the same variable that it
	 * is constructing, if two constructors wait for each other, if this thread would wait
	 * for a lifetime or a destructor that waits for it, if the wait was interrupted (the
	 * interrupt status stays set), if the id is disabled by its {@link ShadowSettings},
	 * if it is closed, or if other code has overwritten the field of a woven parent and
	 * the value is lost
	 * @throws ShadowLimitException if {@link ShadowSettings#maxLive() maxLive} variables
	 * are live, and the settings reject more
	 * @throws ParentEndedException if a {@link ParentLifetime} has reported the parent's
	 * end
	 * @throws RegistryClosedException if the registry is closed
	 */
	V alloc(P parent, Function<? super P, ? extends V> constructor);

	/**
	 * Returns the value that is attached to a parent, or attaches one that the type's
	 * constructor creates, under the rules of {@link #getOrAlloc(Object, Function)}.
	 * @param parent the parent
	 * @return the attached value
	 * @throws IllegalStateException if a value must be created and the type has no
	 * constructor, and as in {@link #alloc(Object, Function)}
	 */
	V getOrAlloc(P parent);

	/**
	 * Returns the value that is attached to a parent, or attaches one that a constructor
	 * creates. If several threads race, one of them runs its constructor. The others wait
	 * for it and return its value. If it failed, one of them tries.
	 * @param parent the parent
	 * @param constructor creates the value, if there is none
	 * @return the attached value
	 * @throws NullPointerException if an argument is null, or the constructor returns
	 * null
	 * @throws ClassCastException if the parent or the value is not an instance of the
	 * declared class
	 * @throws IllegalArgumentException as in {@link #alloc(Object, Function)}
	 * @throws IllegalStateException as in {@link #alloc(Object, Function)}, except that a
	 * duplicate is no error
	 * @throws ShadowLimitException if a value must be created,
	 * {@link ShadowSettings#maxLive() maxLive} variables are live, and the settings
	 * reject more
	 * @throws ParentEndedException if a {@link ParentLifetime} has reported the parent's
	 * end
	 * @throws RegistryClosedException if the registry is closed
	 */
	V getOrAlloc(P parent, Function<? super P, ? extends V> constructor);

	/**
	 * Returns the value of a parent, like {@link #getOrAlloc(Object)}. Kotlin calls this
	 * method for a delegated property:
	 *
	 * <pre class="code">
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
	 * Detaches and destroys the value of a parent. If this call removed the value, its
	 * destructor has returned before {@code free} returns. A variable whose constructor
	 * is still running is absent.
	 * @param parent the parent
	 * @return {@code true} if this call removed a value
	 * @throws NullPointerException if the parent is null
	 * @throws ClassCastException if the parent is not an instance of the parent type
	 */
	boolean free(P parent);

	/**
	 * Detaches and destroys the value of every parent, in no particular order. Other ids
	 * are not affected. Variables that are attached during this call may remain.
	 * @return how many values of living parents this call removed
	 */
	long freeAll();

	/**
	 * Detaches and destroys the value of every parent on behalf of an operator. Like
	 * {@link #freeAll()}, but the destructors get {@link FreeCause#PURGED}. The id stays
	 * registered.
	 * @return how many variables were freed, and how many destructors failed
	 */
	ShadowPurge purge();

	/**
	 * Returns how many variables are attached. The number is exact if no other call is
	 * running. The cost does not depend on the number.
	 * @return the number of live variables
	 */
	long count();

	/**
	 * Visits the live variables. The traversal is weakly consistent: concurrent changes
	 * do not make it throw, and it skips variables that were freed and variables whose
	 * parent was collected. It does not keep visited parents alive.
	 * @param action called without a lock held; an exception ends the traversal and
	 * reaches the caller
	 * @throws NullPointerException if the action is null
	 */
	void forEach(BiConsumer<? super P, ? super V> action);

	/**
	 * Visits at most {@code limit} live variables, each with its allocation site if it is
	 * tracked. Otherwise like {@link #forEach(BiConsumer)}.
	 * @param limit how many variables to visit at most
	 * @param visitor called without a lock held; an exception ends the traversal and
	 * reaches the caller
	 * @return {@code true} if there were no more than {@code limit} variables
	 * @throws IllegalArgumentException if the limit is negative
	 * @throws NullPointerException if the visitor is null
	 */
	boolean forEach(int limit, ShadowVisitor<? super P, ? super V> visitor);

	/**
	 * Returns which variables of this id record their allocation site.
	 * @return the level
	 */
	ShadowTracking tracking();

	/**
	 * Sets which variables of this id record their allocation site. The level applies to
	 * variables that are attached from now on, through every handle, until the registry
	 * is closed. It also applies if the id is registered again. Has no effect on a handle
	 * that was closed.
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
	 * Returns whether the variables of this id look like a leak: the lowest count within
	 * several garbage collections has risen at least five times, even if some variables
	 * were freed meanwhile. The result becomes {@code false} again when the count falls
	 * back, or when it has not risen for three times the longest time between two rises,
	 * counted in collections. A {@linkplain #purge() purge} restarts the observation.
	 * <p>
	 * A count that grows and comes back to its old level is not suspect if that takes
	 * fewer than 24 collections. If it takes longer, it is suspect for the first few
	 * times. Collections of young objects do not count, because they do not free old
	 * parents. Collections that follow each other while the registry's thread is busy may
	 * count as one.
	 * @return {@code true} if it is suspect
	 */
	boolean isSuspect();

	/**
	 * Searches for a path from a value to its parent. Such a path keeps both alive until
	 * the variable is freed. The search follows fields of any visibility, elements of
	 * arrays, the contents of the JDK's collections, and the values that the variables of
	 * this registry attach to each object that it meets. It calls no code of these
	 * objects: no {@code equals}, no {@code hashCode}, no proxy, and not the type's
	 * parent resolver.
	 * <p>
	 * The search does not follow weak, soft and phantom references, static fields,
	 * classes and the registry. It ends at a depth of 50, after 10,000 references, or
	 * after a million reads, including null references and look-ups of variables. In a
	 * native image, where reflection may miss fields, it never returns
	 * {@link Result#DOES_NOT} for an object with fields.
	 * <p>
	 * Thread-safe, but it reads objects while they change. For a reliable result, search
	 * while nothing changes them. For example:
	 *
	 * <pre class="code">
	 * variable.forEach((parent, value) -&gt; log(variable.reachability(parent, value)));
	 * </pre>
	 * @param parent the object to search for
	 * @param value where to start, usually the parent's value
	 * @return the shortest path; {@link Result#DOES_NOT} if the search saw everything
	 * that the value holds and found none, or if the parent is woven and the type has no
	 * destructor; otherwise {@link Result#UNKNOWN}
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
	 * Closes this handle. Closing the last open handle of the id frees all of its
	 * variables with {@link FreeCause#UNREGISTERED}; closing an earlier one frees
	 * nothing. After that, {@link #get} on this handle returns null and {@link #alloc}
	 * throws. Closing a handle twice has no effect. Closing a variable that {@code find}
	 * returned has no effect, either.
	 */
	@Override
	void close();

}
