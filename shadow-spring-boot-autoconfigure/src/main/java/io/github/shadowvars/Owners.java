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

	/**
	 * The oldest first. Consecutive handles with the same class loader share an element,
	 * so handles that are never closed take no further memory.
	 */
	private final List<Owner> owners = new ArrayList<>(1);

	private volatile int count;

	private volatile @Nullable Owner oldest;

	int count() {
		return this.count;
	}

	/**
	 * Adds a handle that a thread with this context class loader opens.
	 */
	synchronized Owner add(@Nullable ClassLoader loader) {
		Owner owner = this.owners.isEmpty() ? null : this.owners.get(this.owners.size() - 1);
		if (owner == null || !owner.refersTo(loader)) {
			owner = new Owner(loader);
			this.owners.add(owner);
			this.oldest = this.owners.get(0);
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
			this.owners.remove(owner);
			this.oldest = this.owners.get(0);
		}
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

		private Owner(@Nullable ClassLoader loader) {
			super(loader);
		}

	}

}
