package io.github.shadowvars.demo;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo, started from the code that the build generated ahead of time. Whether there
 * is traffic was decided then, so this test performs its first step.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class AheadOfTimeTests {

	private final ConfigurableApplicationContext context = start();

	private final DemoClient client = DemoClient
		.onPort(this.context.getEnvironment().getRequiredProperty("local.server.port"));

	@BeforeEach
	void associate() {
		this.client.http().delete().uri("/stations/02:00:00:00:00:2a").exchange();
		this.client.associate("02:00:00:00:00:2a");
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@Test
	void applicationShouldStartFromGeneratedCode(CapturedOutput output) {
		start().close();
		assertThat(output).contains("Starting AOT-processed DemoApplication");
	}

	@Test
	void listShouldShowBothIds() {
		EndpointAssertions.assertList(this.client);
	}

	@Test
	void getShouldShowIdAndItsParents() {
		EndpointAssertions.assertIdAndItsParents(this.client);
	}

	@Test
	void purgeShouldFreeOneIdAndAll() {
		EndpointAssertions.assertPurge(this.client);
	}

	@Test
	void anyWhenIdIsUnknownOrMalformedShouldSayWhy() {
		EndpointAssertions.assertUnknownId(this.client);
		this.client.http().delete().uri("/actuator/shadows").exchange().expectStatus().isBadRequest();
	}

	@Test
	void metersShouldBeScraped() {
		Awaitility.await().untilAsserted(() -> EndpointAssertions.assertMeters(this.client));
	}

	@Test
	void destructorsShouldFollowParentsAndContext() {
		Map<String, FreeCause> causes = new ConcurrentHashMap<>();
		ShadowVariable<?, ?> psLock;
		try (ConfigurableApplicationContext own = start()) {
			ShadowRegistry registry = own.getBean(ShadowRegistry.class);
			ShadowVariable<Object, String> variable = registry.register(ShadowType.builder(Object.class, String.class)
				.id(0xa07)
				.destructor((parent, value, cause) -> causes.put(value, cause))
				.build());
			variable.alloc(this, (parent) -> "of the test");
			variable.alloc(new Object(), (parent) -> "of garbage");
			Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
				System.gc();
				assertThat(causes).containsExactly(Map.entry("of garbage", FreeCause.PARENT_COLLECTED));
			});
			psLock = Objects.requireNonNull(registry.find("ps-lock"));
			own.getBean(AccessPoint.class).associate("02:00:00:00:00:2b");
		}
		assertThat(causes).containsEntry("of the test", FreeCause.CLOSED);
		// The demo's handles are beans, which Spring closes before the registry
		assertThat(psLock.stats().freed()).containsKey(FreeCause.UNREGISTERED);
		assertThat(psLock.count()).isZero();
	}

	private static ConfigurableApplicationContext start() {
		SpringApplication application = new SpringApplication(DemoApplication.class);
		// Otherwise Spring Boot would deduce the main class from the stack, and find the
		// test runner
		application.setMainApplicationClass(DemoApplication.class);
		return application.run("--server.port=0", "--demo.traffic.interval=1h", "--demo.traffic.collect-interval=1h");
	}

}
