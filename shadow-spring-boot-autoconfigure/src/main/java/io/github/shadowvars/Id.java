package io.github.shadowvars;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The type of an id, the table of its variables, and the rules for its parents.
 */
abstract class Id<P, V> {

	private static final Lifetime[] NO_LIFETIMES = {};

	private final ShadowType<P, V> type;

	private final ShadowSettings settings;

	private final ShadowTable table;

	private final @Nullable UnaryOperator<P> parentResolver;

	/**
	 * The lifetimes that match some parents, or null if there are none.
	 */
	private final Lifetime @Nullable [] lifetimes;

	Id(ShadowType<P, V> type, ShadowSettings settings, Options options) {
		this.type = type;
		this.settings = settings;
		this.parentResolver = options.parentResolver(type);
		this.lifetimes = options.lifetimes().of(type);
		this.table = new ShadowTable(this, isEphemeral(type), Limit.of(settings, type.label()));
	}

	/**
	 * Returns whether woven parents alone may hold the values of a type. Without a
	 * destructor, nobody else needs them. But an overwritten field must not bring an
	 * ended parent back to life.
	 */
	private static boolean isEphemeral(ShadowType<?, ?> type) {
		return type.destructor() == null && type.valueType() != Life.class;
	}

	ShadowType<P, V> type() {
		return this.type;
	}

	String label() {
		return this.type.label();
	}

	@Nullable String description() {
		return (this.settings.description() != null) ? this.settings.description() : this.type.description();
	}

	ShadowSettings settings() {
		return this.settings;
	}

	ShadowTable table() {
		return this.table;
	}

	/**
	 * Returns the handle for {@code find}, which no owner can close.
	 */
	abstract ShadowVariable<P, V> unownedHandle();

	/**
	 * Returns the parent for the object that a caller holds.
	 */
	P resolve(P parent) {
		Arguments.notNull(parent, "parent");
		UnaryOperator<P> resolver = this.parentResolver;
		if (resolver == null) {
			return parent;
		}
		checkParent(parent);
		P resolved = resolver.apply(parent);
		if (resolved == null) {
			throw new NullPointerException(
					"The parentResolver of shadow %s returned null for %s; it must return a parent".formatted(label(),
							Arguments.describe(parent)));
		}
		return resolved;
	}

	void checkParent(Object parent) {
		if (!takesAnyParent() && !this.type.parentType().isInstance(parent)) {
			throw new ClassCastException(
					"A parent of shadow %s must be a %s, but is %s; attach to an object of that class"
						.formatted(label(), this.type.parentType().getName(), Arguments.describe(parent)));
		}
	}

	boolean hasResolver() {
		return this.parentResolver != null;
	}

	boolean takesAnyParent() {
		return this.type.parentType() == Object.class;
	}

	Lifetime[] lifetimes() {
		return (this.lifetimes != null) ? this.lifetimes : NO_LIFETIMES;
	}

	/**
	 * Returns whether existing values may be returned without checking the lives of their
	 * parents.
	 */
	boolean hasNoLifetime() {
		return this.lifetimes == null;
	}

	/**
	 * Returns whether the existing value of a parent may be returned without checking the
	 * life of the parent.
	 */
	boolean hasNoLifetime(Object parent) {
		for (Lifetime lifetime : lifetimes()) {
			if (lifetime.holdsFor(parent)) {
				return false;
			}
		}
		return true;
	}

	boolean isSubjectTo(Lifetime lifetime) {
		return Arrays.stream(lifetimes()).anyMatch((mine) -> mine.number() == lifetime.number());
	}

	/**
	 * Returns the exception for a call that attaches a value although this id is closed.
	 * Called only after the id was closed, like the next method.
	 */
	IllegalStateException closed() {
		return closeReason().exception(this.type);
	}

	CloseReason closeReason() {
		return Objects.requireNonNull(this.table.closeReason());
	}

}
