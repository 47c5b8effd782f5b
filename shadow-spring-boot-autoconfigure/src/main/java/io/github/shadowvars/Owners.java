package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The open handles on an id: how many there are, and the context class loaders of the
 * threads that opened them.
 */
final class Owners {

	private volatile int count;

	/**
	 * The owners, the oldest first. Consecutive handles with the same class loader share
	 * an owner, so handles that are never closed take no further memory. Guarded by this
	 * object.
	 */
	private final List<Owner> all = new ArrayList<>(0);

	int count() {
		return this.count;
	}

	/**
	 * Adds a handle that a thread with this context class loader opens.
	 */
	synchronized Owner add(@Nullable ClassLoader loader) {
		Owner owner = this.all.isEmpty() ? null : this.all.get(this.all.size() - 1);
		if (owner == null || !owner.refersTo(loader)) {
			owner = new Owner(loader);
			this.all.add(owner);
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
			this.all.remove(owner);
		}
	}

	/**
	 * Returns the class loader of the oldest handle. If all handles are closed, returns
	 * the last one's class loader.
	 */
	synchronized ClassLoader contextClassLoader() {
		ClassLoader loader = this.all.isEmpty() ? null : this.all.get(0).get();
		return (loader != null) ? loader : ClassLoader.getSystemClassLoader();
	}

	/**
	 * Handles with the same class loader.
	 */
	static final class Owner extends WeakReference<@Nullable ClassLoader> {

		private int handles;

		private Owner(@Nullable ClassLoader loader) {
			super(loader);
		}

	}

}
