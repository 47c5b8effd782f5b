package io.github.shadowvars;

/**
 * Tells when the life of a parent ends, so that its variables are freed at that moment
 * and not when the parent is garbage-collected. It is given to a
 * {@linkplain ShadowType.Builder#lifetime type}, or to a
 * {@linkplain ShadowRegistry.Builder#lifetime registry} for all parents of a class:
 * <pre>{@code
 * ShadowType.builder(Channel.class, Session.class)
 *     .name("session")
 *     .lifetime((channel, ended) -> channel.closeFuture().addListener((future) -> ended.run()))
 *     ...
 * }</pre>
 * <p>
 * A lifetime is asked once for each parent, however many variables and ids follow, also
 * when all were freed and others come. It is asked after the first value was attached, by
 * the thread that attached it, without a lock held. Until it returns, other threads that
 * attach to the same parent, by ids for which this lifetime holds, wait. The thread that
 * asks does not.
 * <p>
 * When the parent ends, all its variables are freed with
 * {@link FreeCause#PARENT_DESTROYED}, those of ids without a lifetime included. From then
 * on {@code alloc} and {@code getOrAlloc} on ids with a lifetime throw a
 * {@link ParentEndedException} for this parent, without running the constructor. If the
 * parent ends while a value is being attached, that value is destroyed, and the call
 * throws the same exception: no caller gets a value that was destroyed.
 * <p>
 * For a {@link Process} and its subclasses as declared parents, a lifetime holds without
 * being asked for: their variables are freed when the process exits.
 *
 * @param <P> the type of the parents
 */
@FunctionalInterface
public interface ParentLifetime<P> {

	/**
	 * Arranges that {@code ended} is run when the life of a parent ends, or runs it at
	 * once if it has ended.
	 * <p>
	 * {@code ended} may be run by any thread, any number of times; the first time counts.
	 * It runs the destructors on the thread that runs it. <b>That is often an event loop,
	 * so destructors of such parents must not block.</b> It holds the parent weakly, and
	 * does nothing once the registry is closed. It cannot be taken back: what the
	 * parent's list of listeners holds stays there until the parent ends.
	 * @param parent the parent, as the id's resolver returned it
	 * @param ended frees the parent's variables
	 * @throws Exception if it cannot be arranged. All variables of ids with this lifetime
	 * are freed from the parent, with {@link FreeCause#FREED}; the exception reaches the
	 * caller of {@code alloc} or {@code getOrAlloc}, and the next such call asks again
	 */
	void onEnd(P parent, Runnable ended) throws Exception;

}
