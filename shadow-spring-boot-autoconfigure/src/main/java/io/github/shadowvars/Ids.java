package io.github.shadowvars;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The ids of a registry: by number and by name while they are in use, and in the order of
 * registration until their variables were freed. Adding and removing take constant time.
 * The registry guards changes of the ids in use.
 */
final class Ids {

	private static final Comparator<RegisteredId<?, ?>> LATEST_FIRST = Comparator
		.<RegisteredId<?, ?>>comparingLong((registered) -> registered.order)
		.reversed();

	private final Map<Long, RegisteredId<?, ?>> numbers = new ConcurrentHashMap<>();

	/**
	 * May contain ids that are no longer in use.
	 */
	private final Map<String, RegisteredId<?, ?>> names = new ConcurrentHashMap<>();

	private final Ordered kept = new Ordered();

	/**
	 * The ids with variables that may not be freed yet, by the class of their parents.
	 */
	private final Map<Class<?>, Ordered> keptByParent = new ConcurrentHashMap<>();

	private long last;

	@Nullable RegisteredId<?, ?> find(long id) {
		return this.numbers.get(id);
	}

	@Nullable RegisteredId<?, ?> find(String name) {
		RegisteredId<?, ?> registered = this.names.get(name);
		return (registered != null && isInUse(registered)) ? registered : null;
	}

	Collection<RegisteredId<?, ?>> inUse() {
		return this.numbers.values();
	}

	private boolean isInUse(RegisteredId<?, ?> registered) {
		return this.numbers.get(registered.key()) == registered;
	}

	/**
	 * Takes an id into use. As soon as its number leads to it, other threads may attach
	 * to it.
	 * @return whether it was not in use before
	 */
	synchronized boolean use(RegisteredId<?, ?> registered) {
		if (isInUse(registered)) {
			return false;
		}
		try {
			keep(registered);
			this.keptByParent.computeIfAbsent(registered.type().parentType(), (type) -> new Ordered()).add(registered);
			this.names.put(registered.type().name(), registered);
			this.numbers.put(registered.key(), registered);
		}
		catch (VirtualMachineError ex) {
			if (!isInUse(registered)) {
				remove(registered);
				throw ex;
			}
		}
		return true;
	}

	/**
	 * Keeps an id in the order of registration, but not by number, name or parent.
	 */
	synchronized void keep(RegisteredId<?, ?> registered) {
		registered.order = ++this.last;
		this.kept.add(registered);
	}

	/**
	 * Notes that an id is no longer in use. Allocates nothing.
	 */
	void leave(RegisteredId<?, ?> registered) {
		this.numbers.remove(registered.key());
		this.names.remove(registered.type().name(), registered);
	}

	/**
	 * Removes an id that is no longer in use. Allocates nothing.
	 */
	synchronized void remove(RegisteredId<?, ?> registered) {
		this.kept.remove(registered);
		Class<?> parentType = registered.type().parentType();
		Ordered ofType = this.keptByParent.get(parentType);
		if (ofType != null && ofType.remove(registered)) {
			this.keptByParent.remove(parentType);
		}
	}

	/**
	 * Returns the ids whose variables may not be freed yet, in reverse order of
	 * registration.
	 */
	List<RegisteredId<?, ?>> latestFirst() {
		return this.kept.latestFirst();
	}

	/**
	 * Returns the ids of {@link #latestFirst()} that may have an object of a class as
	 * their parent.
	 */
	List<RegisteredId<?, ?>> latestFirst(Class<?> parentClass) {
		List<RegisteredId<?, ?>> found = List.of();
		boolean sorted = true;
		for (Class<?> type : Supertypes.of(parentClass)) {
			Ordered ofType = this.keptByParent.get(type);
			if (ofType != null && found.isEmpty()) {
				found = ofType.latestFirst();
			}
			else if (ofType != null) {
				found = sorted ? new ArrayList<>(found) : found;
				sorted = false;
				found.addAll(ofType.latestFirst());
			}
		}
		if (!sorted) {
			found.sort(LATEST_FIRST);
		}
		return found;
	}

	synchronized void clear() {
		this.numbers.clear();
		this.names.clear();
		this.kept.clear();
		this.keptByParent.clear();
	}

	/**
	 * Ids in the order of registration.
	 */
	private static final class Ordered {

		/**
		 * Not a linked set, because running out of memory corrupts a linked set.
		 */
		private final Set<RegisteredId<?, ?>> ids = ConcurrentHashMap.newKeySet();

		/**
		 * The last result, or null if the ids have changed since.
		 */
		private volatile @Nullable List<RegisteredId<?, ?>> latestFirst;

		synchronized void add(RegisteredId<?, ?> registered) {
			this.ids.add(registered);
			this.latestFirst = null;
		}

		/**
		 * Removes an id.
		 * @return whether no id is left
		 */
		synchronized boolean remove(RegisteredId<?, ?> registered) {
			this.ids.remove(registered);
			this.latestFirst = null;
			return this.ids.isEmpty();
		}

		synchronized void clear() {
			this.ids.clear();
			this.latestFirst = null;
		}

		List<RegisteredId<?, ?>> latestFirst() {
			List<RegisteredId<?, ?>> latestFirst = this.latestFirst;
			return (latestFirst != null) ? latestFirst : read();
		}

		private synchronized List<RegisteredId<?, ?>> read() {
			List<RegisteredId<?, ?>> latestFirst = new ArrayList<>(this.ids);
			latestFirst.sort(LATEST_FIRST);
			this.latestFirst = latestFirst;
			return latestFirst;
		}

	}

}
