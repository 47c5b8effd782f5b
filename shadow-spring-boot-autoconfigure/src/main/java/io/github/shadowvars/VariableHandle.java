package io.github.shadowvars;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.shadowvars.reachability.ShadowReachability;
import org.jspecify.annotations.Nullable;

/**
 * A handle on an id. Only a handle from {@code register} can be closed.
 */
final class VariableHandle<P, V> implements ShadowVariable<P, V> {

	/**
	 * The id. If this handle was closed while others are open, an empty, closed id.
	 */
	private volatile RegisteredId<P, V> registered;

	/**
	 * The table of the id, or null if parents must be resolved. This field and the next
	 * two are copies, so that a look-up need not read the id. An empty id has the same
	 * properties.
	 */
	private volatile @Nullable ShadowTable direct;

	private final boolean anyParent;

	private final boolean immortal;

	private final @Nullable Consumer<VariableHandle<P, V>> onClose;

	/**
	 * The entry of this handle in the id's owners while it is open. Guarded by the
	 * registry.
	 */
	Owners.@Nullable Owner owner;

	/**
	 * Creates a handle.
	 * @param onClose called by close, or null if this handle was found and not registered
	 */
	VariableHandle(RegisteredId<P, V> registered, @Nullable Consumer<VariableHandle<P, V>> onClose) {
		this.registered = registered;
		this.direct = direct(registered);
		this.anyParent = registered.takesAnyParent();
		this.immortal = registered.hasNoLifetime();
		this.onClose = onClose;
	}

	private static @Nullable ShadowTable direct(RegisteredId<?, ?> registered) {
		return registered.hasResolver() ? null : registered.table();
	}

	/**
	 * Leaves the id to the other handles.
	 */
	void leave(RegisteredId<P, V> empty) {
		this.registered = empty;
		this.direct = direct(empty);
	}

	@Override
	public ShadowType<P, V> type() {
		return this.registered.type();
	}

	@Override
	public long id() {
		return type().id();
	}

	@Override
	public String name() {
		return type().name();
	}

	@Override
	public @Nullable String description() {
		return this.registered.description();
	}

	@Override
	public int owners() {
		return this.registered.owners().count();
	}

	@Override
	public @Nullable V get(P parent) {
		ShadowTable direct = this.direct;
		P resolved = resolve(direct, parent);
		V value = existing(direct, resolved);
		if (value == null && !this.anyParent) {
			// A parent of a wrong class has no value, so a hit needs no check.
			this.registered.checkParent(resolved);
		}
		return value;
	}

	@Override
	public boolean has(P parent) {
		return get(parent) != null;
	}

	@Override
	public V alloc(P parent) {
		return alloc(this.registered.resolve(parent), type().constructor(), false);
	}

	@Override
	public V alloc(P parent, Function<? super P, ? extends V> constructor) {
		return alloc(this.registered.resolve(parent), Arguments.notNull(constructor, "constructor"), false);
	}

	@Override
	public V getOrAlloc(P parent) {
		ShadowTable direct = this.direct;
		P resolved = resolve(direct, parent);
		V value = existing(direct, resolved);
		return (value != null && isImmortal(resolved)) ? value : alloc(resolved, type().constructor(), true);
	}

	@Override
	public V getOrAlloc(P parent, Function<? super P, ? extends V> constructor) {
		ShadowTable direct = this.direct;
		P resolved = resolve(direct, parent);
		Arguments.notNull(constructor, "constructor");
		V value = existing(direct, resolved);
		return (value != null && isImmortal(resolved)) ? value : alloc(resolved, constructor, true);
	}

	private boolean isImmortal(P resolved) {
		return this.immortal || this.registered.hasNoLifetime(resolved);
	}

	private P resolve(@Nullable ShadowTable direct, P parent) {
		return (direct != null) ? Arguments.notNull(parent, "parent") : this.registered.resolve(parent);
	}

	@SuppressWarnings("unchecked")
	private @Nullable V existing(@Nullable ShadowTable direct, P resolved) {
		return (V) ((direct != null) ? direct : this.registered.table()).get(resolved);
	}

	@SuppressWarnings("unchecked")
	private V alloc(P resolved, @Nullable Function<? super P, ? extends V> constructor, boolean existing) {
		return (V) this.registered.construction().alloc(resolved, constructor, existing);
	}

	@Override
	public boolean free(P parent) {
		RegisteredId<P, V> registered = this.registered;
		P resolved = registered.resolve(parent);
		registered.checkParent(resolved);
		return registered.free(resolved, FreeCause.FREED);
	}

	@Override
	public long freeAll() {
		return this.registered.freeAll(FreeCause.FREED_ALL).freed();
	}

	@Override
	public ShadowPurge purge() {
		return this.registered.freeAll(FreeCause.PURGED);
	}

	@Override
	public long count() {
		return this.registered.count();
	}

	@Override
	@SuppressWarnings("unchecked")
	public void forEach(BiConsumer<? super P, ? super V> action) {
		Arguments.notNull(action, "action");
		this.registered.table()
			.forEach(Long.MAX_VALUE, (attachment, parent, value) -> action.accept((P) parent, (V) value));
	}

	@Override
	@SuppressWarnings("unchecked")
	public boolean forEach(int limit, ShadowVisitor<? super P, ? super V> visitor) {
		if (limit < 0) {
			throw new IllegalArgumentException(
					"limit must not be negative, but is %d; use 0 to find out whether there is any variable"
						.formatted(limit));
		}
		Arguments.notNull(visitor, "visitor");
		return this.registered.table()
			.forEach(limit,
					(attachment, parent, value) -> visitor.visit((P) parent, (V) value, attachment.allocation()));
	}

	@Override
	public ShadowTracking tracking() {
		return this.registered.construction().tracking();
	}

	@Override
	public void track(ShadowTracking level) {
		this.registered.construction().track(Arguments.notNull(level, "level"));
	}

	@Override
	public long rejections() {
		return this.registered.table().limit.rejections();
	}

	@Override
	public boolean isSuspect() {
		return this.registered.isSuspect();
	}

	@Override
	public ShadowReachability reachability(Object parent, Object value) {
		return this.registered.reachability(parent, value);
	}

	@Override
	public ShadowStats stats() {
		return this.registered.stats();
	}

	@Override
	public void close() {
		if (this.onClose != null) {
			this.onClose.accept(this);
		}
	}

	@Override
	public String toString() {
		return type().toString();
	}

}
