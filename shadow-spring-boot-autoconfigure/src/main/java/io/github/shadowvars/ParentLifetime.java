package io.github.shadowvars;

/**
 * Reports when a parent ends, so that its variables are freed at that moment and not only
 * after the parent was garbage-collected. Give it to a
 * {@linkplain ShadowType.Builder#lifetime type}, or to a
 * {@linkplain ShadowRegistry.Builder#lifetime registry} for all parents of a class. With
 * Spring Boot, declare it as a bean. For example:
 *
 * <pre>{@code
 * ShadowType.builder(Channel.class, Session.class)
 *     .name("session")
 *     .lifetime((channel, ended) -> channel.closeFuture().addListener((future) -> ended.run()))
 *     ...
 * }</pre>
 * <p>
 * The registry asks a lifetime once for each parent, even if all variables of the parent
 * were freed and others are attached later. It asks after the first value was attached,
 * on the thread that attached it, without a lock held. Other threads that attach to the
 * same parent by ids of this lifetime wait until it returns. A lifetime may use the
 * registry. Implementations must be thread-safe, because different parents are asked
 * about at the same time.
 * <p>
 * When the parent ends, all its variables are freed with
 * {@link FreeCause#PARENT_DESTROYED}, including variables of ids without a lifetime.
 * After that, {@code alloc} and {@code getOrAlloc} on ids with a lifetime throw a
 * {@link ParentEndedException} for this parent, without running the constructor. If the
 * parent ends while a value is being attached, that value is destroyed, and the call
 * throws the same exception. No caller gets a value that was destroyed.
 * <p>
 * A type whose declared parent class is {@link Process} or a subclass has a built-in
 * lifetime: its variables are freed when the process exits.
 *
 * @param <P> the type of the parents
 */
@FunctionalInterface
public interface ParentLifetime<P> {

	/**
	 * Arranges that {@code ended} is run when the parent ends. If the parent has ended
	 * already, runs it at once.
	 * <p>
	 * Any thread may run {@code ended}, any number of times; only the first time has an
	 * effect. {@code ended} runs the destructors on the calling thread. <b>That thread is
	 * often an event loop, so destructors of such parents must not block.</b>
	 * {@code ended} holds the parent weakly, and does nothing after the registry was
	 * closed. It cannot be withdrawn: the parent's list of listeners keeps it until the
	 * parent ends.
	 * @param parent the parent, as the id's resolver returned it
	 * @param ended frees the parent's variables
	 * @throws Exception if this cannot be arranged. The parent's variables of ids with
	 * this lifetime are then freed with {@link FreeCause#FREED}. The exception reaches
	 * the caller of {@code alloc} or {@code getOrAlloc}, and the next such call asks
	 * again
	 */
	void onEnd(P parent, Runnable ended) throws Exception;

}
