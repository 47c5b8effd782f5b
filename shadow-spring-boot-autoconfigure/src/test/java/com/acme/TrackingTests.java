package com.acme;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import com.acme.plumbing.Attacher;
import io.github.shadowvars.ShadowAllocation;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowTracking}.
 */
@SuppressWarnings("NullAway") // null is what some tests pass
class TrackingTests {

	private static final ShadowType<Object, String> TYPE = ShadowType.builder(Object.class, String.class)
		.id(1)
		.name("tracked")
		.constructor((parent) -> "value")
		.build();

	private final List<ShadowRegistry> registries = new ArrayList<>();

	private final Object parent = new Object();

	@AfterEach
	void close() {
		this.registries.forEach(ShadowRegistry::close);
	}

	@Test
	void allocWhenTrackingIsOffShouldRememberNothing() {
		ShadowVariable<Object, String> variable = registry(ShadowRegistry.builder()).register(TYPE);
		variable.alloc(this.parent);
		assertThat(variable.tracking()).isEqualTo(ShadowTracking.OFF);
		assertThat(allocations(variable)).containsExactly((ShadowAllocation) null);
	}

	@Test
	void allocWhenTrackingIsFullShouldRememberItsCaller() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		variable.alloc(this.parent);
		StackTraceElement here = here();
		assertThat(allocations(variable)).singleElement().satisfies((allocation) -> {
			assertThat(allocation.site())
				.isEqualTo("com.acme.TrackingTests.allocWhenTrackingIsFullShouldRememberItsCaller"
						+ "(TrackingTests.java:%d)".formatted(here.getLineNumber() - 1));
			assertThat(allocation.rate()).isEqualTo(1);
			assertThat(allocation.age()).isGreaterThanOrEqualTo(Duration.ZERO);
		});
		assertThat(allocations(variable).get(0).age()).isLessThanOrEqualTo(allocations(variable).get(0).age());
	}

	@Test
	void ageShouldBeTheTimeSinceTheCall() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		long before = System.nanoTime();
		variable.alloc(this.parent, (parent) -> "value");
		long called = System.nanoTime();
		ShadowAllocation allocation = Objects.requireNonNull(allocation(variable, this.parent));
		long after = System.nanoTime();
		assertThat(allocation.age()).isBetween(Duration.ofNanos(0), Duration.ofNanos(after - before));
		assertThat(Objects.requireNonNull(allocation(variable, this.parent)).age())
			.isGreaterThanOrEqualTo(Duration.ofNanos(after - called));
	}

	@Test
	void anyWayOfAttachingWhenTrackingIsFullShouldRememberItsCaller() {
		ShadowRegistry registry = registry(ShadowRegistry.builder());
		registry.alloc(this.parent, 7, (parent) -> "value");
		ShadowVariable<?, ?> variable = Objects.requireNonNull(registry.find(7));
		variable.track(ShadowTracking.FULL);
		Object[] parents = { new Object(), new Object(), new Object() };
		registry.alloc(parents[0], 7, (parent) -> "value");
		registry.getOrAlloc(parents[1], 7, (parent) -> "value");
		Runnable lambda = () -> registry.getOrAlloc(parents[2], 7, (parent) -> "value");
		lambda.run();
		assertThat(allocations(variable)).filteredOn(Objects::nonNull)
			.extracting(ShadowAllocation::site)
			.hasSize(3)
			.allMatch((site) -> site.startsWith("com.acme.TrackingTests."));
		assertThat(registry.get(parents[2], 7)).isEqualTo("value");
	}

	@Test
	void siteWhenTheJdkCallsShouldBeBehindIt() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		List.of(this.parent).forEach(variable::alloc);
		assertThat(sites(variable)).singleElement()
			.asString()
			.startsWith("com.acme.TrackingTests.siteWhenTheJdkCallsShouldBeBehindIt(");
	}

	@Test
	void siteWhenPackagesAreSkippedShouldBeBehindThem() {
		ShadowVariable<Object, String> plain = tracked(ShadowRegistry.builder());
		ShadowVariable<Object, String> skipping = tracked(
				ShadowRegistry.builder().skipPackages(List.of("com.acme.plumbing")));
		ShadowVariable<Object, String> similar = tracked(
				ShadowRegistry.builder().skipPackages(List.of("com.acme.plumb")));
		Attacher.attach(plain, this.parent);
		Attacher.attach(skipping, this.parent);
		Attacher.attach(similar, this.parent);
		assertThat(sites(plain)).singleElement().asString().startsWith("com.acme.plumbing.Attacher.attach(");
		assertThat(sites(skipping)).singleElement().asString().startsWith("com.acme.TrackingTests.site");
		assertThat(sites(similar)).isEqualTo(sites(plain));
	}

	@Test
	void siteWhenEverythingIsSkippedShouldBeTheFirstFrameOutsideTheLibrary() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder().skipPackages(List.of("com", "org")));
		Attacher.attach(variable, this.parent);
		assertThat(sites(variable)).singleElement().asString().startsWith("com.acme.plumbing.Attacher.attach(");
	}

	@Test
	void siteWhenMethodsHaveOneNameShouldBeTheLineOfEach() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		Attacher.attach(variable, this.parent);
		Attacher.attach(variable, new Object(), "overload");
		assertThat(sites(variable)).hasSize(2)
			.doesNotHaveDuplicates()
			.allMatch((site) -> site.startsWith("com.acme.plumbing.Attacher.attach("));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "com.acme.*", "com.acme.", " com.acme", "com..acme", "1" })
	void skipPackagesWhenOneIsNoPackageShouldBeRefused(String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ShadowRegistry.builder().skipPackages(List.of("org", name)))
			.withMessage("packages must contain names of packages, but one is '%s'; use for example com.acme.util, "
					+ "which includes the packages below it", name);
	}

	@Test
	void siteWhenOneLineAttachesOftenShouldBeOneString() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		Object[] parents = parents(10);
		for (Object parent : parents) {
			variable.alloc(parent);
		}
		assertThat(sites(variable)).hasSize(parents.length)
			.allSatisfy((site) -> assertThat(site).isSameAs(sites(variable).get(0)));
	}

	@Test
	void trackShouldHoldForWhatIsAttachedFromThenOn() {
		ShadowVariable<Object, String> variable = registry(ShadowRegistry.builder()).register(TYPE);
		Object[] parents = parents(3);
		variable.alloc(parents[0]);
		variable.track(ShadowTracking.FULL);
		variable.alloc(parents[1]);
		variable.track(ShadowTracking.OFF);
		variable.alloc(parents[2]);
		assertThat(allocation(variable, parents[0])).isNull();
		assertThat(allocation(variable, parents[1])).isNotNull();
		assertThat(allocation(variable, parents[2])).isNull();
	}

	@Test
	void trackWhenTheIdIsRegisteredAgainShouldStillHold() {
		ShadowRegistry registry = registry(ShadowRegistry.builder());
		try (ShadowVariable<Object, String> variable = registry.register(TYPE)) {
			variable.track(ShadowTracking.SAMPLED);
		}
		assertThat(registry.register(TYPE).tracking()).isEqualTo(ShadowTracking.SAMPLED);
	}

	@Test
	void trackWhenTheTableGrowsShouldKeepEachSite() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		Object[] parents = parents(20_000);
		for (Object parent : parents) {
			variable.alloc(parent);
		}
		assertThat(variable.count()).isEqualTo(parents.length);
		List<Object> tracked = new ArrayList<>();
		variable.forEach(Integer.MAX_VALUE, (parent, value, allocation) -> {
			if (allocation != null) {
				tracked.add(parent);
			}
		});
		assertThat(tracked).hasSize(parents.length);
	}

	@Test
	void allocWhenTrackingIsSampledShouldRememberAShare() {
		ShadowVariable<Object, String> variable = registry(
				ShadowRegistry.builder().sampleRate(0.25).settings((type) -> settings(ShadowTracking.SAMPLED)))
			.register(TYPE);
		Object[] parents = parents(40_000);
		for (Object parent : parents) {
			variable.alloc(parent);
		}
		List<@Nullable ShadowAllocation> tracked = allocations(variable).stream().filter(Objects::nonNull).toList();
		// 10,000 expected, and ten times the standard deviation either way
		assertThat(tracked).hasSizeBetween(10_000 - 870, 10_000 + 870)
			.allSatisfy((allocation) -> assertThat(allocation.rate()).isEqualTo(0.25));
	}

	@Test
	void allocWhenEachIsInTheSampleShouldRememberEach() {
		ShadowVariable<Object, String> variable = registry(
				ShadowRegistry.builder().sampleRate(1).settings((type) -> settings(ShadowTracking.SAMPLED)))
			.register(TYPE);
		Object[] parents = parents(100);
		for (Object parent : parents) {
			variable.alloc(parent);
		}
		assertThat(allocations(variable)).hasSize(parents.length).doesNotContainNull();
	}

	@Test
	void allocWhenTheConstructorFailsShouldRememberNothing() {
		ShadowVariable<Object, String> variable = tracked(ShadowRegistry.builder());
		assertThatIllegalArgumentException().isThrownBy(() -> variable.alloc(this.parent, (parent) -> {
			throw new IllegalArgumentException("test");
		}));
		assertThat(allocations(variable)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY })
	void sampleRateWhenOutOfRangeShouldBeRefused(double rate) {
		assertThatIllegalArgumentException().isThrownBy(() -> ShadowRegistry.builder().sampleRate(rate))
			.withMessage("sampleRate must be greater than 0 and at most 1, but is %s; use for example 0.01", rate);
	}

	@Test
	void nullsShouldBeNamed() {
		ShadowVariable<Object, String> variable = registry(ShadowRegistry.builder()).register(TYPE);
		assertThatNullPointerException().isThrownBy(() -> variable.track(null)).withMessage("level must not be null");
		assertThatNullPointerException().isThrownBy(() -> ShadowRegistry.builder().skipPackages(null))
			.withMessage("packages must not be null");
		assertThatNullPointerException().isThrownBy(() -> settings(null)).withMessage("tracking must not be null");
	}

	private ShadowVariable<Object, String> tracked(ShadowRegistry.Builder builder) {
		return registry(builder.settings((type) -> settings(ShadowTracking.FULL))).register(TYPE);
	}

	private ShadowRegistry registry(ShadowRegistry.Builder builder) {
		ShadowRegistry registry = builder.build();
		this.registries.add(registry);
		return registry;
	}

	private static ShadowSettings settings(@Nullable ShadowTracking tracking) {
		return ShadowSettings.builder().tracking(tracking).build();
	}

	private static Object[] parents(int number) {
		return IntStream.range(0, number).mapToObj((i) -> new Object()).toArray();
	}

	private static StackTraceElement here() {
		return Arrays.stream(new Throwable().getStackTrace()).skip(1).findFirst().orElseThrow();
	}

	private static @Nullable ShadowAllocation allocation(ShadowVariable<?, ?> variable, Object parent) {
		List<@Nullable ShadowAllocation> found = new ArrayList<>();
		variable.forEach(Integer.MAX_VALUE, (candidate, value, allocation) -> {
			if (candidate == parent) {
				found.add(allocation);
			}
		});
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	private static List<@Nullable ShadowAllocation> allocations(ShadowVariable<?, ?> variable) {
		List<@Nullable ShadowAllocation> allocations = new ArrayList<>();
		variable.forEach(Integer.MAX_VALUE, (parent, value, allocation) -> allocations.add(allocation));
		return allocations;
	}

	private static List<String> sites(ShadowVariable<?, ?> variable) {
		return allocations(variable).stream().map((allocation) -> Objects.requireNonNull(allocation).site()).toList();
	}

}
