package io.github.shadowvars.reachability;

import java.lang.ref.Reference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.regex.Pattern;

/**
 * Classes whose fields the search need not, or must not, read.
 */
final class KnownClasses {

	/**
	 * Classes whose own fields keep nothing of the user alive: locks hold waiting
	 * threads, and the search does not follow weak, soft and phantom references.
	 * Subclasses may add fields.
	 */
	private static final Set<Class<?>> LEADING_NOWHERE = Set.of(Object.class, Reference.class, ReentrantLock.class,
			ReentrantReadWriteLock.class, StampedLock.class, Semaphore.class, CountDownLatch.class, Class.class,
			Module.class, Field.class, Method.class, Constructor.class, String.class, Locale.class, Pattern.class,
			BigDecimal.class, Date.class, Boolean.class, Character.class, Byte.class, Short.class, Integer.class,
			Long.class, Float.class, Double.class);

	/**
	 * Collections whose iterators call no code of the elements and take no lock.
	 * Subclasses are not included.
	 */
	private static final Set<Class<?>> TRAVERSABLE = Set.of(ArrayList.class, LinkedList.class, ArrayDeque.class,
			PriorityQueue.class, HashMap.class, LinkedHashMap.class, TreeMap.class, IdentityHashMap.class,
			EnumMap.class, HashSet.class, LinkedHashSet.class, TreeSet.class, ConcurrentHashMap.class,
			ConcurrentHashMap.KeySetView.class, ConcurrentSkipListMap.class, ConcurrentSkipListSet.class,
			ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class, CopyOnWriteArrayList.class,
			CopyOnWriteArraySet.class, Optional.class, AtomicReference.class);

	/**
	 * The same for classes that are not public.
	 */
	private static final Set<String> TRAVERSABLE_NAMES = Set.of("java.util.Arrays$ArrayList",
			"java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN",
			"java.util.ImmutableCollections$Set12", "java.util.ImmutableCollections$SetN",
			"java.util.ImmutableCollections$Map1", "java.util.ImmutableCollections$MapN");

	private KnownClasses() {
	}

	/**
	 * Returns whether the fields of this class and of its superclasses need not be
	 * searched.
	 */
	static boolean leadNowhere(Class<?> type) {
		return LEADING_NOWHERE.contains(type) || areHarmless(type)
				|| (type.isArray() && type.getComponentType().isPrimitive())
				|| (type.getClassLoader() == null && ClassLoader.class.isAssignableFrom(type));
	}

	/**
	 * Returns whether instances of a class and of its subclasses keep nothing else alive.
	 */
	static boolean areHarmless(Class<?> type) {
		return Enum.class.isAssignableFrom(type) || ZoneId.class.isAssignableFrom(type);
	}

	/**
	 * Returns whether the elements of instances can be read without reading fields.
	 */
	static boolean areTraversable(Class<?> type) {
		return TRAVERSABLE.contains(type)
				|| (type.getClassLoader() == null && TRAVERSABLE_NAMES.contains(type.getName()));
	}

}
