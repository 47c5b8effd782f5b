package io.github.shadowvars.sql;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * An object that a pool would have created from its configuration. It is created when the
 * pool starts.
 *
 * @param <T> the class of the object
 */
final class Lazy<T> {

	private final Creation<T> creation;

	private volatile @Nullable T created;

	Lazy(@Nullable T configured, Creation<T> creation) {
		this.created = configured;
		this.creation = creation;
	}

	synchronized T get() throws SQLException {
		T existing = this.created;
		if (existing == null) {
			existing = this.creation.create();
			this.created = existing;
		}
		return existing;
	}

	/**
	 * Returns the object if it exists.
	 */
	@Nullable T existing() {
		return this.created;
	}

	@Override
	public String toString() {
		return String.valueOf(this.created);
	}

	/**
	 * Creates the object.
	 *
	 * @param <T> the class of the object
	 */
	@FunctionalInterface
	interface Creation<T> {

		T create() throws SQLException;

	}

}
