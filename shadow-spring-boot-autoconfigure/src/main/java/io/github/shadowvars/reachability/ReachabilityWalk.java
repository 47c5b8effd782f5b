package io.github.shadowvars.reachability;

import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.shadowvars.reachability.ShadowReachability.Result;
import org.jspecify.annotations.Nullable;

/**
 * A breadth-first search from a value for its parent. It never calls code of the objects
 * that it meets, and ends after a bounded number of reads.
 */
final class ReachabilityWalk {

	static final int MAX_DEPTH = 50;

	static final int MAX_REFERENCES = 10_000;

	/**
	 * The maximal number of reads: of fields and elements, including null references, and
	 * of the variables of an object.
	 */
	static final int MAX_READS = 1_000_000;

	private final Object parent;

	private final Map<String, ? extends Function<Object, @Nullable Object>> attached;

	private final Set<Class<?>> unfollowed;

	/**
	 * In a native image, reflection sees only the registered fields.
	 */
	private final boolean nativeImage = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));

	private final Queue<Step> steps = new ArrayDeque<>();

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Map<Class<?>, Shape> shapes = new HashMap<>();

	private int references;

	private int reads;

	private @Nullable Step found;

	private @Nullable ShadowReachability blindSpot;

	ReachabilityWalk(Object parent, Map<String, ? extends Function<Object, @Nullable Object>> attached,
			Set<Class<?>> unfollowed) {
		this.parent = parent;
		this.attached = attached;
		this.unfollowed = unfollowed;
	}

	ShadowReachability from(Object value) {
		follow(null, "value", value);
		while (!isOver() && !this.steps.isEmpty()) {
			expand(this.steps.remove());
		}
		if (this.found != null) {
			return this.found.toResult(Result.REACHES_PARENT, "", null);
		}
		return (this.blindSpot != null) ? this.blindSpot
				: new ShadowReachability(Result.DOES_NOT, null, List.of(), null);
	}

	private boolean isOver() {
		return this.found != null || this.references > MAX_REFERENCES || this.reads > MAX_READS;
	}

	private void follow(@Nullable Step from, String edge, @Nullable Object object) {
		if (!read(from, edge) || object == null) {
			return;
		}
		this.references++;
		Step step = new Step(from, edge, object);
		if (object == this.parent) {
			this.found = step;
		}
		else if (isOver()) {
			blindSpot(step, "",
					"The value holds more than %d references; check a part of the value".formatted(MAX_REFERENCES));
		}
		else if (this.seen.add(object)) {
			lookUpVariables(step);
			if (step.variables.isEmpty() && leadsNowhere(object.getClass())) {
				return;
			}
			if (step.depth >= MAX_DEPTH) {
				blindSpot(step, "",
						"The value is %d or more references deep; check a part of the value".formatted(MAX_DEPTH));
			}
			else {
				this.steps.add(step);
			}
		}
	}

	/**
	 * Counts a read. Returns whether it is allowed.
	 */
	private boolean read(@Nullable Step from, String edge) {
		if (isOver()) {
			return false;
		}
		this.reads++;
		if (this.reads > MAX_READS && from != null) {
			blindSpot(from, edge,
					"The value has more than %d fields and elements; check a part of the value".formatted(MAX_READS));
			return false;
		}
		return true;
	}

	private void lookUpVariables(Step step) {
		this.attached.forEach((name, lookUp) -> {
			if (read(step, "<" + name + ">")) {
				Object value = lookUp.apply(step.object);
				if (value != null) {
					step.variables.put(name, value);
				}
			}
		});
	}

	private boolean leadsNowhere(Class<?> type) {
		return this.unfollowed.contains(type) || KnownClasses.leadNowhere(type);
	}

	private void blindSpot(Step step, String edge, String reason) {
		if (this.blindSpot == null) {
			this.blindSpot = step.toResult(Result.UNKNOWN, edge, reason);
		}
	}

	private void expand(Step step) {
		Object object = step.object;
		step.variables.forEach((name, value) -> follow(step, "<" + name + ">", value));
		if (leadsNowhere(object.getClass())) {
			return;
		}
		if (object instanceof Object[] array) {
			for (int i = 0; i < array.length && !isOver(); i++) {
				follow(step, "[]", array[i]);
			}
		}
		else if (KnownClasses.areTraversable(object.getClass())) {
			traverse(step);
		}
		else if (Proxy.isProxyClass(object.getClass())) {
			follow(step, ".h", Proxy.getInvocationHandler(object));
		}
		else if (object instanceof ThreadLocal) {
			blindSpot(step, "", "The values of a ThreadLocal cannot be seen; remove the ThreadLocal from the value");
			read(step);
		}
		else {
			read(step);
		}
	}

	private void traverse(Step step) {
		try {
			if (step.object instanceof Map<?, ?> map) {
				if (map instanceof SortedMap<?, ?> sorted) {
					follow(step, ".comparator", sorted.comparator());
				}
				for (Map.Entry<?, ?> entry : map.isEmpty() ? Set.<Map.Entry<?, ?>>of() : map.entrySet()) {
					follow(step, "[key]", entry.getKey());
					follow(step, "[value]", entry.getValue());
					if (isOver()) {
						return;
					}
				}
			}
			else if (step.object instanceof ConcurrentHashMap.KeySetView<?, ?> view) {
				follow(step, ".map", view.getMap());
				follow(step, ".value", view.getMappedValue());
			}
			else if (step.object instanceof Collection<?> collection) {
				traverse(step, collection);
			}
			else if (step.object instanceof Optional<?> optional) {
				follow(step, ".value", optional.orElse(null));
			}
			else if (step.object instanceof AtomicReference<?> reference) {
				follow(step, ".value", reference.get());
			}
		}
		catch (RuntimeException ex) {
			// A collection that is not concurrent fails in many ways when it changes.
			blindSpot(step, "[]", "The collection changed during the check; check again while nothing changes it");
		}
	}

	private void traverse(Step step, Collection<?> collection) {
		if (collection instanceof SortedSet<?> sorted) {
			follow(step, ".comparator", sorted.comparator());
		}
		else if (collection instanceof PriorityQueue<?> queue) {
			follow(step, ".comparator", queue.comparator());
		}
		// An iterator visits each bin of a table, even if the table is large and empty.
		for (Object element : collection.isEmpty() ? List.of() : collection) {
			follow(step, "[]", element);
			if (isOver()) {
				return;
			}
		}
	}

	private void read(Step step) {
		Shape shape = this.shapes.computeIfAbsent(step.object.getClass(), Shape::of);
		for (Field field : shape.visible()) {
			try {
				follow(step, "." + field.getName(), field.get(step.object));
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		}
		if (this.nativeImage) {
			blindSpot(step, "", "A native image does not have every field for reflection; check on a JVM");
		}
		else if (shape.reason() != null) {
			blindSpot(step, shape.hidden(), shape.reason());
		}
	}

	/**
	 * A reference on the path.
	 */
	private static final class Step {

		private final @Nullable Step from;

		private final String edge;

		private final Object object;

		private final int depth;

		/**
		 * The values that variables attach to the object, by name of the variable.
		 */
		private final Map<String, Object> variables = new LinkedHashMap<>();

		Step(@Nullable Step from, String edge, Object object) {
			this.from = from;
			this.edge = edge;
			this.object = object;
			this.depth = (from != null) ? from.depth + 1 : 0;
		}

		ShadowReachability toResult(Result result, String lastEdge, @Nullable String reason) {
			StringBuilder path = new StringBuilder(lastEdge);
			ArrayDeque<String> classes = new ArrayDeque<>();
			for (Step step = this; step != null; step = step.from) {
				path.insert(0, step.edge);
				classes.addFirst(name(step.object.getClass()));
			}
			return new ShadowReachability(result, path.toString(), List.copyOf(classes), reason);
		}

		/**
		 * Removes the address from the name of a lambda's class.
		 */
		private static String name(Class<?> type) {
			String name = type.getName();
			return type.isHidden() ? name.substring(0, name.indexOf('/')) : name;
		}

	}

}
