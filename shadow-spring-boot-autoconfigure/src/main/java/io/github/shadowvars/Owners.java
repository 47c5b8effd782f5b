package io.github.shadowvars;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * The open handles on an id: how many there are, and the context class loaders of the
 * threads that opened them.
 */
final class Owners {

	private volatile int count;

	/**
	 * The first of a list of owners. Consecutive handles with the same class loader share
	 * an owner, so handles that are never closed take no further memory. Written under
	 * the lock of this object, like all other fields.
	 */
	private volatile @Nullable Owner oldest;

	private @Nullable Owner newest;

	int count() {
		return this.count;
	}

	/**
	 * Adds a handle that a thread with this context class loader opens.
	 */
	synchronized Owner add(@Nullable ClassLoader loader) {
		Owner owner = this.newest;
		if (owner == null || !owner.refersTo(loader)) {
			Owner before = owner;
			owner = new Owner(loader);
			link(before, owner);
			this.newest = owner;
		}
		owner.handles++;
		this.count++;
		return owner;
	}

	/**
	 * Removes a handle. Allocates nothing.
	 */
	synchronized void remove(Owner owner) {
		this.count--;
		if (--owner.handles == 0 && this.count > 0) {
			Owner before = before(owner);
			link(before, owner.next);
			if (this.newest == owner) {
				this.newest = before;
			}
		}
	}

	private void link(@Nullable Owner before, @Nullable Owner owner) {
		if (before != null) {
			before.next = owner;
		}
		else {
			this.oldest = owner;
		}
	}

	private @Nullable Owner before(Owner owner) {
		Owner before = null;
		for (Owner other = this.oldest; other != null && other != owner; other = other.next) {
			before = other;
		}
		return before;
	}

	/**
	 * Returns the class loader of the oldest handle. If all handles are closed, returns
	 * the last one's class loader.
	 */
	ClassLoader contextClassLoader() {
		Owner oldest = this.oldest;
		ClassLoader loader = (oldest != null) ? oldest.get() : null;
		return (loader != null) ? loader : ClassLoader.getSystemClassLoader();
	}

	/**
	 * Handles with the same class loader.
	 */
	static final class Owner extends WeakReference<@Nullable ClassLoader> {

		private int handles;

		private @Nullable Owner next;

		private Owner(@Nullable ClassLoader loader) {
			super(loader);
		}

	}

}
