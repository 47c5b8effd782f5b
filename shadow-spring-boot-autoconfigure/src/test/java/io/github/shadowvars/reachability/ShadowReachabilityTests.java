package io.github.shadowvars.reachability;

import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shadowvars.reachability.ShadowReachability.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ShadowReachability}.
 */
// Nulls are passed, and fields exist only to be found
@SuppressWarnings({ "NullAway", "UnusedVariable", "ImmutableEnumChecker", "JdkObsolete", "ThreadLocalUsage" })
class ShadowReachabilityTests {

	private static final Parent PARENT = new Parent();

	static Stream<Arguments> reaching() {
		Parent parent = PARENT;
		Supplier<Object> capturing = () -> parent;
		IdentityHashMap<Object, Object> identity = new IdentityHashMap<>();
		identity.put("key", parent);
		return Stream.of(arguments("value", parent), arguments("value.held", new Holder(parent)),
				arguments("value.held.held", new Holder(new Holder(parent))),
				arguments("value.held", new Child(parent, "x")), arguments("value.this$0", parent.listener()),
				arguments("value.arg$1", capturing), arguments("value[]", new Object[] { null, parent }),
				arguments("value[][]", new Object[][] { {}, { parent } }), arguments("value.held", new Pair(parent)),
				arguments("value[]", List.of(parent)), arguments("value[]", new ArrayList<>(List.of(parent))),
				arguments("value[]", Arrays.asList(1, parent)), arguments("value[]", new HashSet<>(Set.of(parent))),
				arguments("value[]", new ArrayDeque<>(List.of(parent))),
				arguments("value[]", new CopyOnWriteArrayList<>(List.of(parent))),
				arguments("value[]", new ConcurrentLinkedQueue<>(List.of(parent))),
				arguments("value.map[value]", new ConcurrentHashMap<>(Map.of("key", parent)).keySet()),
				arguments("value.value", new ConcurrentHashMap<Object, Object>(Map.of("key", 1)).keySet(parent)),
				arguments("value.held", new Loader(parent)), arguments("value.map[key]", newKeySet(parent)),
				arguments("value[value]", Map.of("key", parent)), arguments("value[key]", Map.of(parent, "value")),
				arguments("value[value]", new HashMap<>(Map.of("key", parent))),
				arguments("value[value].held", new LinkedHashMap<>(Map.of("key", new Holder(parent)))),
				arguments("value[value]", new TreeMap<>(Map.of("key", parent))),
				arguments("value[value]", new ConcurrentHashMap<>(Map.of("key", parent))),
				arguments("value[value]", new ConcurrentSkipListMap<>(Map.of("key", parent))),
				arguments("value[value]", identity),
				arguments("value.comparator.held", new TreeMap<>(new Order(parent))),
				arguments("value.comparator.held", new TreeSet<>(new Order(parent))),
				arguments("value.comparator.held", new PriorityQueue<>(new Order(parent))),
				arguments("value.value", Optional.of(parent)), arguments("value.value", new AtomicReference<>(parent)),
				arguments("value.h.arg$1", proxy((proxy, method, args) -> parent.self())),
				arguments("value.strong", new Reference(null, parent)), arguments("value.held", new Local(parent)));
	}

	@ParameterizedTest
	@MethodSource("reaching")
	void ofWhenTheValueReachesItsParentShouldTellThePath(String path, Object value) {
		ShadowReachability reachability = look(value, PARENT);
		assertThat(reachability).extracting(ShadowReachability::result, ShadowReachability::path)
			.containsExactly(Result.REACHES_PARENT, path);
		assertThat(reachability.reason()).isNull();
		assertThat(reachability.classes()).startsWith(value.getClass().getName().replaceFirst("/.*", ""))
			.endsWith(Parent.class.getName());
	}

	static Stream<Object> notReaching() {
		return Stream.of("text", 1L, new int[] { 1 }, new Holder(null), new Holder(new Holder("text")),
				new WeakReference<>(PARENT), new SoftReference<>(PARENT), new Reference(PARENT, null),
				new ReentrantLock(), new Lock(), new CountDownLatch(1), new AtomicLong(), new LongAdder(),
				UUID.randomUUID(), Duration.ZERO, LocalDateTime.MIN,
				ZonedDateTime.of(LocalDateTime.MIN, ZoneId.of("Europe/Vienna")), new BigDecimal("1.5"), Locale.ROOT,
				Color.RED, String.class, ClassLoader.getSystemClassLoader(), Thread.State.NEW, new Holder(new Object()),
				List.of(new Holder(1)), Map.of(1, new Parent()), cycle(), new Parent().listener());
	}

	@ParameterizedTest
	@MethodSource("notReaching")
	void ofWhenTheValueDoesNotReachItsParentShouldSaySo(Object value) {
		assertThat(look(value, PARENT)).isEqualTo(new ShadowReachability(Result.DOES_NOT, null, List.of(), null));
	}

	@Test
	void ofWhenTheModuleSystemHidesFieldsShouldSayWhichAndHowToSeeThem() {
		ShadowReachability reachability = look(new Holder(new FutureTask<>(() -> PARENT)), PARENT);
		assertThat(reachability.result()).isEqualTo(Result.UNKNOWN);
		assertThat(reachability.path()).startsWith("value.held.");
		assertThat(reachability.classes()).containsExactly(Holder.class.getName(), FutureTask.class.getName());
		assertThat(reachability.reason())
			.isEqualTo("java.util.concurrent.FutureTask hides its fields; to read them, start the JVM with "
					+ "--add-opens java.base/java.util.concurrent=ALL-UNNAMED");
	}

	static Stream<Object> hiding() {
		return Stream.of(Collections.unmodifiableList(new ArrayList<>(List.of(PARENT))),
				Collections.synchronizedMap(new HashMap<>(Map.of(1, PARENT))), new Thread(() -> {
				}), new IllegalStateException("x", new Failure(PARENT)),
				Comparator.comparing((Parent p) -> PARENT.name()), new ArrayListOfMine(PARENT), Stream.of(PARENT),
				List.of(PARENT, 1, 2, 3).subList(1, 3), List.of(PARENT).iterator(), List.of(PARENT).listIterator(),
				callSite(), Map.of(1, PARENT).entrySet().iterator(), threadLocal(),
				new LinkedBlockingQueue<>(List.of(PARENT)));
	}

	@ParameterizedTest
	@MethodSource("hiding")
	void ofWhenNotEverythingWasSeenShouldNeverBeClean(Object value) {
		assertThat(look(value, PARENT).result()).isEqualTo(Result.UNKNOWN);
	}

	@Test
	void ofWhenAHiddenFieldIsOfASealedClassShouldTellItIfThatMayHoldAnything() throws Exception {
		Parameter parameter = Object.class.getMethod("equals", Object.class).getParameters()[0];
		assertThat(look(parameter, PARENT)).satisfies((reachability) -> {
			assertThat(reachability.path()).isEqualTo("value.executable");
			assertThat(reachability.reason()).startsWith("java.lang.reflect.Parameter hides its fields");
		});
	}

	@Test
	void ofWhenAPathIsFoundBesideABlindSpotShouldTellThePath() {
		Object value = new Object[] { new FutureTask<>(() -> 1), new Holder(PARENT) };
		assertThat(look(value, PARENT).path()).isEqualTo("value[].held");
	}

	@Test
	void ofWhenThereAreTwoPathsShouldTellTheShorter() {
		Object value = new Object[] { new Holder(new Holder(PARENT)), new Holder(PARENT) };
		assertThat(look(value, PARENT).path()).isEqualTo("value[].held");
	}

	@Test
	void ofWhenThereIsTooMuchToSeeShouldBeUnknown() {
		Object[] value = new Object[ReachabilityWalk.MAX_REFERENCES + 1];
		Arrays.setAll(value, (i) -> new Holder(null));
		value[value.length - 1] = new Holder(PARENT);
		assertThat(look(value, PARENT)).satisfies((reachability) -> {
			assertThat(reachability.result()).isEqualTo(Result.UNKNOWN);
			assertThat(reachability.path()).isEqualTo("value[]");
			assertThat(reachability.reason())
				.isEqualTo("The value holds more than 10000 references; check a part of the value");
		});
		assertThat(look(Arrays.asList(value), PARENT).result()).isEqualTo(Result.UNKNOWN);
	}

	@Test
	void ofWhenThereAreAsManyReferencesAsMayBeShouldSeeAll() {
		Object[] value = new Object[ReachabilityWalk.MAX_REFERENCES - 1];
		Arrays.fill(value, "x");
		assertThat(look(value, PARENT).result()).isEqualTo(Result.DOES_NOT);
	}

	@Test
	void ofWhenThereAreTooManyReferencesShouldEndEvenIfAllAreHarmless() {
		Map<Integer, String> strings = new HashMap<>();
		IntStream.range(0, ReachabilityWalk.MAX_REFERENCES).forEach((i) -> strings.put(i, "x"));
		assertThat(look(strings, PARENT).result()).isEqualTo(Result.UNKNOWN);
		Object same = new Object();
		assertThat(look(Collections.nCopies(ReachabilityWalk.MAX_REFERENCES + 1, same).toArray(), PARENT).result())
			.isEqualTo(Result.UNKNOWN);
	}

	@Test
	void ofWhenACollectionChangesUnderTheLookShouldNotFail() throws Exception {
		LinkedList<Object> changing = new LinkedList<>();
		AtomicBoolean done = new AtomicBoolean();
		Thread writer = new Thread(() -> {
			while (!done.get()) {
				for (int i = 0; i < 20; i++) {
					changing.add(i);
				}
				changing.clear();
			}
		});
		writer.start();
		Set<Result> results = new HashSet<>();
		for (int i = 0; i < 100_000 && !results.contains(Result.UNKNOWN); i++) {
			results.add(look(changing, PARENT).result());
		}
		done.set(true);
		writer.join();
		assertThat(results).contains(Result.UNKNOWN).doesNotContain(Result.REACHES_PARENT);
	}

	@Test
	void ofWhenThePathIsAsLongAsItMayBeShouldTellIt() {
		assertThat(look(chain(ReachabilityWalk.MAX_DEPTH), PARENT).result()).isEqualTo(Result.REACHES_PARENT);
		assertThat(look(chain(ReachabilityWalk.MAX_DEPTH + 1), PARENT)).satisfies((reachability) -> {
			assertThat(reachability.result()).isEqualTo(Result.UNKNOWN);
			assertThat(reachability.reason())
				.isEqualTo("The value is 50 or more references deep; check a part of the value");
		});
	}

	@Test
	void ofShouldCallNoCodeOfTheValue() {
		Hostile hostile = new Hostile();
		assertThat(look(List.of(hostile, Map.of("key", hostile, "other", 1)), PARENT).result())
			.isEqualTo(Result.DOES_NOT);
	}

	@Test
	void ofWhenAnObjectOnTheWayHasVariablesShouldFollowTheirValues() {
		Map<Object, Object> first = new HashMap<>();
		Map<Object, Object> second = new HashMap<>();
		Object other = new Object();
		first.put("text", new Holder(other));
		second.put(other, new Holder(PARENT));
		Map<String, Function<Object, Object>> attached = Map.of("first", first::get, "second", second::get);
		assertThat(ShadowReachability.of(List.of("text"), PARENT, attached, Set.of())).satisfies((reachability) -> {
			assertThat(reachability.result()).isEqualTo(Result.REACHES_PARENT);
			assertThat(reachability.path()).isEqualTo("value[]<first>.held<second>.held");
			assertThat(reachability.classes()).hasSize(6);
		});
		second.clear();
		assertThat(ShadowReachability.of(List.of("text"), PARENT, attached, Set.of()).result())
			.isEqualTo(Result.DOES_NOT);
	}

	@Test
	void ofWhenAClassIsUnfollowedShouldNotLookThereButForItsVariables() {
		Holder holder = new Holder(PARENT);
		assertThat(ShadowReachability.of(holder, PARENT, Map.of(), Set.of(Holder.class)).result())
			.isEqualTo(Result.DOES_NOT);
		assertThat(ShadowReachability
			.of(holder, PARENT, Map.of("x", (object) -> (object == holder) ? PARENT : null), Set.of(Holder.class))
			.path()).isEqualTo("value<x>");
	}

	@Test
	void ofWhenThereAreTooManyNullsToSeeShouldBeUnknown() {
		Object[] value = new Object[ReachabilityWalk.MAX_READS];
		value[value.length - 1] = PARENT;
		assertThat(look(value, PARENT))
			.isEqualTo(new ShadowReachability(Result.UNKNOWN, "value[]", List.of("[Ljava.lang.Object;"),
					"The value has more than 1000000 fields and elements; check a part of the value"));
		assertThat(look(Arrays.copyOf(value, value.length - 1), PARENT).result()).isEqualTo(Result.DOES_NOT);
	}

	@Test
	void ofWhenThereAreTooManyVariablesToLookUpShouldBeUnknown() {
		Map<String, Function<Object, Object>> attached = new HashMap<>();
		IntStream.range(0, 1000).forEach((i) -> attached.put("v" + i, (object) -> null));
		Object[] value = new Object[1000];
		Arrays.setAll(value, (i) -> new Object());
		assertThat(ShadowReachability.of(value, PARENT, attached, Set.of())).satisfies((reachability) -> {
			assertThat(reachability.result()).isEqualTo(Result.UNKNOWN);
			assertThat(reachability.path()).startsWith("value[]");
		});
	}

	@Test
	void ofWhenInANativeImageShouldNotTrustTheFieldsThatReflectionHas() {
		System.setProperty("org.graalvm.nativeimage.imagecode", "runtime");
		try {
			assertThat(look(List.of(new Holder(null)), PARENT)).isEqualTo(new ShadowReachability(Result.UNKNOWN,
					"value[]", List.of(List.of(1).getClass().getName(), Holder.class.getName()),
					"A native image does not have every field for reflection; check on a JVM"));
			assertThat(look(new Holder(PARENT), PARENT).path()).isEqualTo("value.held");
			assertThat(look(Map.of("text", true), PARENT).result()).isEqualTo(Result.DOES_NOT);
		}
		finally {
			System.clearProperty("org.graalvm.nativeimage.imagecode");
		}
	}

	@Test
	void ofWhenAnArgumentIsNullShouldNameIt() {
		assertThatNullPointerException().isThrownBy(() -> look(null, PARENT)).withMessage("value must not be null");
		assertThatNullPointerException().isThrownBy(() -> look(PARENT, null)).withMessage("parent must not be null");
		assertThatNullPointerException().isThrownBy(() -> ShadowReachability.of(1, PARENT, null, Set.of()))
			.withMessage("attached must not be null");
		assertThatNullPointerException().isThrownBy(() -> ShadowReachability.of(1, PARENT, Map.of(), null))
			.withMessage("unfollowed must not be null");
	}

	private static ShadowReachability look(Object value, Object parent) {
		return ShadowReachability.of(value, parent, Map.of(), Set.of());
	}

	private static Object chain(int references) {
		Object object = PARENT;
		for (int i = 0; i < references; i++) {
			object = new Holder(object);
		}
		return object;
	}

	private static Object cycle() {
		Object[] cycle = new Object[1];
		cycle[0] = cycle;
		return cycle;
	}

	private static Set<Object> newKeySet(Object element) {
		Set<Object> set = ConcurrentHashMap.newKeySet();
		set.add(element);
		return set;
	}

	private static Object callSite() {
		return DynamicCallSiteDesc.of(
				ConstantDescs.ofCallsiteBootstrap(ConstantDescs.CD_Object, "bootstrap", ConstantDescs.CD_CallSite),
				MethodTypeDesc.of(ConstantDescs.CD_void));
	}

	private static ThreadLocal<Object> threadLocal() {
		ThreadLocal<Object> threadLocal = new ThreadLocal<>();
		threadLocal.set(PARENT);
		return threadLocal;
	}

	private static Object proxy(InvocationHandler handler) {
		return Proxy.newProxyInstance(Runnable.class.getClassLoader(), new Class<?>[] { Runnable.class }, handler);
	}

	private static class Parent {

		Object self() {
			return this;
		}

		String name() {
			return "name";
		}

		Runnable listener() {
			return new Runnable() {

				@Override
				public void run() {
					self();
				}

			};
		}

	}

	private static final class Hostile {

		@Override
		public boolean equals(Object other) {
			throw new AssertionError("equals was called");
		}

		@Override
		public int hashCode() {
			throw new AssertionError("hashCode was called");
		}

		@Override
		public String toString() {
			throw new AssertionError("toString was called");
		}

	}

	private static class Holder {

		@Nullable Object held;

		Holder(@Nullable Object held) {
			this.held = held;
		}

	}

	private static final class Loader extends ClassLoader {

		final Object held;

		Loader(Object held) {
			this.held = held;
		}

	}

	private static final class Local extends ThreadLocal<Object> {

		final Object held;

		Local(Object held) {
			this.held = held;
		}

	}

	private static final class Child extends Holder {

		final String own;

		Child(Object held, String own) {
			super(held);
			this.own = own;
		}

	}

	private record Pair(Object held) {
	}

	private record Order(Object held) implements Comparator<Object> {

		@Override
		public int compare(Object left, Object right) {
			return 0;
		}

	}

	private static final class Reference extends WeakReference<Object> {

		final @Nullable Object strong;

		Reference(@Nullable Object referent, @Nullable Object strong) {
			super(referent);
			this.strong = strong;
		}

	}

	private static final class Lock extends ReentrantLock {

		private static final long serialVersionUID = 1L;

		final int number = 1;

	}

	private static final class Failure extends Exception {

		private static final long serialVersionUID = 1L;

		final transient Object held;

		Failure(Object held) {
			this.held = held;
		}

	}

	private static final class ArrayListOfMine extends ArrayList<Object> {

		private static final long serialVersionUID = 1L;

		ArrayListOfMine(Object element) {
			add(element);
		}

	}

	private enum Color {

		RED;

		final Object held = PARENT;

	}

}
