package io.github.shadowvars.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.Race;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for starting, failing to start, refreshing and stopping.
 */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTests {

	@Test
	@Timeout(60)
	void closeWhenARequestIsInFlightShouldFreeAfterItHasCompleted(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(WorkConfiguration.class)
			.web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "server.port=0", "server.shutdown=graceful")
			.run();
		Work work = context.getBean(Work.class);
		CompletableFuture<String> answer = Http.getAsync(context, "/work");
		work.started.await();
		Race.Running<?> closing = Race.start(context::close);
		// A connection may arrive too late to be accepted and too early to be refused. It
		// gets no answer.
		Awaitility.await()
			.until(() -> Http.getAsync(context, "/")
				.orTimeout(1, TimeUnit.SECONDS)
				.handle((ignored, failure) -> failure != null)
				.join());
		assertThat(work.events).isEmpty();
		work.proceed.countDown();
		assertThat(answer.join()).isEqualTo("200 before, during");
		closing.result();
		assertThat(work.events).containsExactly("request done", "during CLOSED", "before CLOSED");
		assertThat(output).contains("Graceful shutdown complete").doesNotContain("ERROR").doesNotContain("WARN");
	}

	@ParameterizedTest
	@ValueSource(classes = { FailingBeanConfiguration.class, FailingTypesConfiguration.class })
	void runWhenStartFailsShouldLeaveNoThread(Class<?> configuration) {
		Set<Thread> before = reapers();
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class, configuration)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off");
		assertThatException().isThrownBy(application::run).withStackTraceContaining("0x1");
		assertThat(reapers()).isSubsetOf(before);
	}

	@Test
	void refreshWhenContextIsRefreshedAgainShouldStartOver() {
		Set<Thread> before = reapers();
		AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
		context.register(ImportConfiguration.class, TypeConfiguration.class);
		context.refresh();
		ShadowRegistry first = context.getBean(ShadowRegistry.class);
		first.alloc(this, 1, (parent) -> "value");
		context.refresh();
		ShadowRegistry second = context.getBean(ShadowRegistry.class);
		assertThat(first.isClosed()).isTrue();
		assertThat(second.isClosed()).isFalse();
		assertThat(second.variables()).extracting(ShadowVariable::owners, ShadowVariable::count)
			.containsExactly(tuple(1, 0L));
		context.close();
		context.close();
		assertThat(second.isClosed()).isTrue();
		assertThat(reapers()).isSubsetOf(before);
	}

	private static Set<Thread> reapers() {
		Set<Thread> reapers = new HashSet<>(Thread.getAllStackTraces().keySet());
		reapers.removeIf((thread) -> !thread.getName().equals("shadow-reaper"));
		return reapers;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class TypeConfiguration {

		@Bean
		ShadowType<Object, Object> psLock() {
			return ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingBeanConfiguration {

		@Bean
		InitializingBean failing(ShadowRegistry registry) {
			return () -> {
				registry.alloc(this, 1, (parent) -> "value");
				registry.alloc(this, 1, (parent) -> "duplicate");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingTypesConfiguration extends TypeConfiguration {

		@Bean
		ShadowType<Object, Boolean> taken() {
			return ShadowType.flag(Object.class, 1, "taken");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WorkConfiguration {

		@Bean
		Work work(ShadowRegistry registry) {
			return new Work(registry);
		}

	}

	@RestController
	static class Work {

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch proceed = new CountDownLatch(1);

		final List<String> events = new CopyOnWriteArrayList<>();

		private final ShadowVariable<Object, String> before;

		private final ShadowVariable<Object, String> during;

		Work(ShadowRegistry registry) {
			this.before = registry.register(type(1, "before"));
			this.during = registry.register(type(2, "during"));
		}

		private ShadowType<Object, String> type(long id, String name) {
			return ShadowType.builder(Object.class, String.class)
				.id(id)
				.name(name)
				.constructor((parent) -> name)
				.destructor((parent, value, cause) -> this.events.add(value + " " + cause))
				.build();
		}

		@GetMapping("/work")
		String work() throws InterruptedException {
			this.before.alloc(this);
			this.started.countDown();
			this.proceed.await();
			String answer = this.before.get(this) + ", " + this.during.alloc(this);
			this.events.add("request done");
			return answer;
		}

	}

}
