package io.github.shadowvars.actuate.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import com.acme.Attaching;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveParents;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveVariable;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.Reachability;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.ReachabilityPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ShadowsEndpoint}.
 */
class ShadowsEndpointTests {

	private static final ShadowType<Object, String> LOCK = ShadowType.builder(Object.class, String.class)
		.id(0x1)
		.name("ps-lock")
		.description("Power-save lock")
		.constructor((parent) -> "value")
		.destructor((parent, value, cause) -> {
			throw new IllegalStateException("test");
		})
		.build();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler((failure) -> {
	}).build();

	private final ShadowsEndpoint endpoint = new ShadowsEndpoint(this.registry);

	private final Object parent = new Object();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void listWhenIdsAreInUseShouldShowThemByUnsignedId() {
		this.registry.register(ShadowType.builder(Thread.class, Integer.class).id(-1).build());
		ShadowVariable<Object, String> lock = this.registry.register(LOCK);
		lock.alloc(this.parent);
		lock.free(this.parent);
		lock.alloc(this.parent);
		this.registry.alloc(this.parent, 2, (same) -> "value");
		assertThat(this.endpoint.list(null, null)).isEqualTo(new ShadowPage(3, 2, null,
				List.of(new ShadowEntry("0x1", "ps-lock", "Power-save lock", "java.lang.Object", "java.lang.String", 1,
						2, 1, "off"),
						new ShadowEntry("0x2", "0x2", null, "java.lang.Object", "java.lang.Object", 1, 1, 0, "off"),
						new ShadowEntry("0xffffffffffffffff", "0xffffffffffffffff", null, "java.lang.Thread",
								"java.lang.Integer", 0, 0, 1, "off"))));
	}

	@Test
	void listWhenThereAreMoreThanTheLimitShouldSayWhereToGoOn() {
		register(1, 2, 5, -1);
		assertThat(ids(this.endpoint.list(null, 2))).containsExactly("0x1", "0x2");
		assertThat(this.endpoint.list(null, 2)).extracting(ShadowPage::total, ShadowPage::next)
			.containsExactly(4, "0x2");
		assertThat(ids(this.endpoint.list("0x2", 2))).containsExactly("0x5", "0xffffffffffffffff");
		assertThat(this.endpoint.list("0x2", 2).next()).isNull();
		assertThat(ids(this.endpoint.list("3", 1))).containsExactly("0x5");
		assertThat(ids(this.endpoint.list("18446744073709551615", 1))).isEmpty();
	}

	@Test
	void listWhenAfterIsANameShouldStartBehindIt() {
		this.registry.register(LOCK);
		register(2);
		assertThat(ids(this.endpoint.list("ps-lock", null))).containsExactly("0x2");
	}

	@Test
	void listWhenAfterIsAnUnknownNameShouldThrow() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.list("no-lock", null))
			.withMessage("after must be an id or a registered name, but is 'no-lock'; use the value of next from the "
					+ "previous page");
	}

	@Test
	void listWhenLimitIsOmittedShouldShowAHundred() {
		register(IntStream.rangeClosed(1, 101).asLongStream().toArray());
		assertThat(ids(this.endpoint.list(null, null))).hasSize(100);
		assertThat(this.endpoint.list(null, null).next()).isEqualTo("0x64");
		assertThat(ids(this.endpoint.list(null, 1000))).hasSize(101);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1001, -1 })
	void readWhenLimitIsOutOfRangeShouldThrow(int limit) {
		register(1);
		String message = "limit must be a number from 1 to 1000, but is '%d'; use for example limit=100"
			.formatted(limit);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.list(null, limit))
			.withMessage(message);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.get("1", limit, null))
			.withMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0x1", "0X01", "1", "01", "ps-lock" })
	void anyWhenIdIsInUseShouldFindIt(String id) {
		ShadowVariable<Object, String> lock = this.registry.register(LOCK);
		lock.alloc(this.parent);
		assertThat(this.endpoint.get(id, null, null).name()).isEqualTo("ps-lock");
		assertThat(this.endpoint.track(id, "full").name()).isEqualTo("ps-lock");
		assertThat(this.endpoint.purge(id)).isEqualTo(new ShadowPurged("0x1", 1, 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0xzz", "0x", "12ab", "18446744073709551616", "0x10000000000000000", "1\n" })
	void anyWhenNumberIsMalformedShouldThrow(String id) {
		String message = ("An id that starts with a digit must be an unsigned 64-bit number, but is '%s'; use decimal "
				+ "or hex, for example 4660 or 0x1234")
			.formatted(id);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.get(id, null, null))
			.withMessage(message);
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> this.endpoint.list(id, null))
			.withMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0x2", "18446744073709551615", "no-lock", "" })
	void anyWhenIdIsUnknownShouldThrow(String id) {
		this.registry.register(LOCK);
		String message = ("No shadow variable has the id or name '%s'; use an id or a name that the endpoint lists")
			.formatted(id);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.endpoint.get(id, null, null))
			.withMessage(message);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.endpoint.track(id, "full"))
			.withMessage(message);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.endpoint.purge(id))
			.withMessage(message);
	}

	@Test
	void getShouldShowCountsAndParents() {
		ShadowVariable<Object, String> lock = this.registry.register(LOCK);
		List<Object> parents = List.of(new Object(), new int[0], new long[0], new int[0]);
		parents.forEach(lock::alloc);
		lock.alloc(this.parent);
		lock.free(this.parent);
		assertThat(this.endpoint.get("1", 1, null)).satisfies((details) -> {
			assertThat(details).extracting(ShadowDetails::live, ShadowDetails::allocated, ShadowDetails::owners)
				.containsExactly(4L, 5L, 1);
			assertThat(details.freed()).isEqualTo(Map.of(FreeCause.FREED, 1L));
			assertThat(details.destructorFailures()).isEqualTo(1);
			assertThat(details.parents()).containsExactly(new LiveParents("[I", 2), new LiveParents("[J", 1),
					new LiveParents("java.lang.Object", 1));
			assertThat(details.variables()).hasSize(1);
			assertThat(details.scanned()).isEqualTo(4);
			assertThat(details.complete()).isTrue();
			assertThat(details).extracting(ShadowDetails::sites, ShadowDetails::oldest, ShadowDetails::reachability)
				.containsOnlyNulls();
		});
	}

	@Test
	void getShouldShowAParentAsClassAndIdentityHash() {
		this.registry.alloc(this.parent, 1, (same) -> "value");
		assertThat(this.endpoint.get("1", null, null).variables()).containsExactly(new LiveVariable(
				"java.lang.Object@" + Integer.toHexString(System.identityHashCode(this.parent)), null, null));
	}

	@Test
	void getWhenLimitIsOmittedShouldShowTwentyVariables() {
		List<Object> parents = alloc(1, 21);
		assertThat(this.endpoint.get("1", null, null).variables()).hasSize(20);
		assertThat(this.endpoint.get("1", 1000, null).variables()).hasSameSizeAs(parents);
	}

	@Test
	void getWhenVariablesAreManyShouldScanABoundedNumber() {
		Object[] parents = IntStream.range(0, 10_001).mapToObj((i) -> new int[0]).toArray();
		for (int i = 0; i < 10_000; i++) {
			this.registry.alloc(parents[i], 1, (parent) -> "value");
		}
		assertThat(this.endpoint.get("1", 1000, null)).satisfies((details) -> {
			assertThat(details.scanned()).isEqualTo(10_000);
			assertThat(details.complete()).isTrue();
			assertThat(details.variables()).hasSize(1000);
		});
		this.registry.alloc(parents[10_000], 1, (parent) -> "value");
		assertThat(this.endpoint.get("1", null, null)).satisfies((details) -> {
			assertThat(details.live()).isEqualTo(10_001);
			assertThat(details.scanned()).isEqualTo(10_000);
			assertThat(details.complete()).isFalse();
			assertThat(details.parents()).containsExactly(new LiveParents("[I", 10_000));
		});
	}

	@Test
	void getWhenSomeAreTrackedShouldShowSites() {
		ShadowVariable<Object, Object> variable = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).constructor((same) -> "value").build());
		variable.track(ShadowTracking.FULL);
		assertThat(this.endpoint.get("1", null, null)).satisfies((details) -> {
			assertThat(details.sites()).isEmpty();
			assertThat(details.oldest()).isNull();
		});
		List<Object> parents = new ArrayList<>(Attaching.often(variable));
		variable.track(ShadowTracking.OFF);
		parents.add(Attaching.once(variable));
		assertThat(this.endpoint.get("1", null, null)).satisfies((details) -> {
			assertThat(details.tracking()).isEqualTo("off");
			assertThat(details.sites()).singleElement().satisfies((site) -> {
				assertThat(site.site()).startsWith("com.acme.Attaching.often(");
				assertThat(site.live()).isEqualTo(3);
			});
			assertThat(details.oldest()).isNotNull();
			assertThat(details.variables()).hasSameSizeAs(parents)
				.filteredOn((each) -> each.site() != null)
				.hasSize(3)
				.allSatisfy((each) -> assertThat(each.age()).startsWith("PT"));
		});
	}

	@Test
	void getWhenFewerAreListedThanTrackedShouldCountAllOfASite() {
		ShadowVariable<Object, Object> variable = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).constructor((same) -> "value").build());
		variable.track(ShadowTracking.FULL);
		List<Object> parents = Attaching.often(variable);
		assertThat(this.endpoint.get("1", 1, null).sites()).singleElement()
			.satisfies((site) -> assertThat(site.live()).isEqualTo(parents.size()));
	}

	@Test
	void getWhenReachabilityIsCheckedShouldShowLeaksFirstAndTheMostFrequentOfThem() {
		List<Object> parents = alloc(2, 3);
		this.registry.alloc(parents.get(0), 1, (same) -> new FutureTask<>(() -> "value"));
		this.registry.alloc(parents.get(1), 1, (same) -> "value");
		List<Object> leaking = List.of(new Object(), new Object(), new Object());
		this.registry.alloc(leaking.get(0), 1, (same) -> List.of(same));
		leaking.subList(1, 3).forEach((each) -> this.registry.alloc(each, 1, (same) -> new Object[] { same }));
		assertThat(this.endpoint.get("1", null, "reachability").reachability()).satisfies((reachability) -> {
			assertThat(reachability)
				.extracting(Reachability::checked, Reachability::reachesParent, Reachability::doesNot,
						Reachability::unknown)
				.containsExactly(5L, 3L, 1L, 1L);
			assertThat(reachability.paths()).extracting(ReachabilityPath::result, ReachabilityPath::variables)
				.containsExactly(tuple("reaches parent", 2L), tuple("reaches parent", 1L), tuple("unknown", 1L));
			assertThat(reachability.paths().get(0)).isEqualTo(new ReachabilityPath("reaches parent", "value[]",
					List.of("[Ljava.lang.Object;", "java.lang.Object"), null, 2));
		});
	}

	@Test
	void getWhenReachabilityIsCheckedShouldLookAtAHundred() {
		List<Object> parents = alloc(1, 101);
		assertThat(this.endpoint.get("1", 1, "reachability").reachability())
			.isEqualTo(new Reachability(100, 0, 100, 0, List.of()));
		assertThat(parents).hasSize(101);
	}

	@Test
	void getWhenTheCheckIsUnknownShouldThrow() {
		register(1);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.get("1", null, "all"))
			.withMessage("check must be reachability, but is 'all'; use check=reachability, or leave it out");
	}

	@Test
	void trackShouldSetTheLevelAndShowIt() {
		ShadowVariable<Object, String> lock = this.registry.register(LOCK);
		assertThat(this.endpoint.track("ps-lock", "SAMPLED")).isEqualTo(new ShadowEntry("0x1", "ps-lock",
				"Power-save lock", "java.lang.Object", "java.lang.String", 0, 0, 1, "sampled"));
		assertThat(lock.tracking()).isEqualTo(ShadowTracking.SAMPLED);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "missing", value = { "loud,'loud'", "missing,missing" }, quoteCharacter = '"')
	void trackWhenTheLevelIsUnknownShouldThrow(@Nullable String level, @Nullable String shown) {
		register(1);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.track("1", level))
			.withMessage("tracking must be off, sampled or full, but is %s; send for example {\"tracking\":\"full\"}",
					(shown != null) ? shown : "missing");
	}

	@Test
	void purgeAllShouldPurgeEveryIdAndAddUp() {
		ShadowVariable<Object, String> lock = this.registry.register(LOCK);
		lock.alloc(this.parent);
		lock.alloc(this);
		this.registry.alloc(this.parent, 2, (same) -> "value");
		this.registry.register(ShadowType.builder(Object.class, Object.class).id(3).onFree((value) -> {
			throw new IllegalStateException("test");
		}).build());
		this.registry.alloc(this.parent, 3, (same) -> "value");
		assertThat(this.endpoint.purgeAll("all")).isEqualTo(new ShadowPurged("*", 4, 3));
		assertThat(this.registry.variables()).hasSize(3).allMatch((variable) -> variable.count() == 0);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "missing", value = { "ALL,'ALL'", "missing,missing" }, quoteCharacter = '"')
	void purgeAllWhenNotConfirmedShouldThrow(@Nullable String confirm, @Nullable String shown) {
		this.registry.alloc(this.parent, 1, (same) -> "value");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.purgeAll(confirm))
			.withMessage("A purge of every id must be confirmed, but confirm is %s; use confirm=all, or name one id",
					(shown != null) ? shown : "missing");
		assertThat(this.registry.get(this.parent, 1)).isEqualTo("value");
	}

	@Test
	void anyWhenRegistryIsClosedShouldShowNothing() {
		this.registry.alloc(this, 1, (parent) -> "value");
		this.registry.close();
		assertThat(this.endpoint.list(null, null).total()).isZero();
		assertThat(this.endpoint.purgeAll("all").freed()).isZero();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.endpoint.get("1", null, null))
			.withMessage("No shadow variable has the id or name '1'; use an id or a name that the endpoint lists");
	}

	@Test
	@SuppressWarnings("NullAway")
	void constructorWhenArgumentIsNullShouldNameIt() {
		assertThatNullPointerException().isThrownBy(() -> new ShadowsEndpoint((ShadowRegistry) null))
			.withMessage("registry must not be null");
	}

	private void register(long... ids) {
		Arrays.stream(ids)
			.forEach((id) -> this.registry.register(ShadowType.builder(Object.class, Object.class).id(id).build()));
	}

	private List<Object> alloc(long id, int number) {
		List<Object> parents = IntStream.range(0, number).mapToObj((i) -> new Object()).toList();
		parents.forEach((each) -> this.registry.alloc(each, id, (same) -> "value"));
		return parents;
	}

	private static List<String> ids(ShadowPage page) {
		return page.shadows().stream().map(ShadowEntry::id).toList();
	}

}
