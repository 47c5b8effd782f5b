package io.github.shadowvars.web;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSessionLifetime} on Reactor Netty and on Tomcat.
 */
@ParameterizedClass
@ValueSource(classes = { NettyReactiveWebServerFactory.class, TomcatReactiveWebServerFactory.class })
class WebSessionLifetimeTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private final ConfigurableApplicationContext context;

	WebSessionLifetimeTests(Class<?> server) {
		this.context = new SpringApplicationBuilder(server, SessionConfiguration.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "shadow.lifetimes.web-session.check-interval=10ms",
					"server.reactive.session.max-sessions=77")
			.run();
	}

	@BeforeEach
	void startAnew() {
		events.clear();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void invalidateShouldFreeBeforeTheSessionEnds() throws Exception {
		assertThat(get("/count")).isEqualTo("1");
		assertThat(get("/count")).isEqualTo("2");
		assertThat(get("/rename")).isEqualTo("renamed");
		assertThat(get("/count")).isEqualTo("3");
		assertThat(get("/invalidate")).isEqualTo("invalidated, [PARENT_DESTROYED 3 with [attribute]]");
		assertThat(get("/count")).isEqualTo("1");
	}

	@Test
	void getOrAllocWhenTheSessionWasInvalidatedShouldThrow() throws Exception {
		assertThat(get("/attach-late")).startsWith(ParentEndedException.class.getName() + ": Shadow 0x1 (count) cannot")
			.contains("InMemoryWebSession@");
		assertThat(events).containsExactly("PARENT_DESTROYED 0 with []");
	}

	@Test
	void expiryShouldFree() throws Exception {
		assertThat(get("/count")).isEqualTo("1");
		store().setClock(Clock.offset(store().getClock(), Duration.ofDays(1)));
		awaitEvent("PARENT_DESTROYED 1 when found expired");
	}

	@Test
	void expiryWhenNobodyRemovesTheSessionShouldFree() throws Exception {
		assertThat(get("/count")).isEqualTo("1");
		this.context.getBean(SessionController.class)
			.counts()
			.forEach((session, count) -> session.setMaxIdleTime(Duration.ZERO));
		awaitEvent("PARENT_DESTROYED 1 when found expired");
	}

	@Test
	void invalidateWhenTheSessionIsOneThatTheStoreListsShouldFree() throws Exception {
		assertThat(get("/count")).isEqualTo("1");
		store().getSessions().values().forEach((session) -> session.invalidate().block());
		awaitEvent("PARENT_DESTROYED 1 when found expired");
	}

	@Test
	void removeSessionShouldFree() throws Exception {
		assertThat(get("/count")).isEqualTo("1");
		store().removeSession(store().getSessions().keySet().iterator().next()).block();
		assertThat(events).singleElement().asString().startsWith("PARENT_DESTROYED 1");
		assertThat(get("/count")).isEqualTo("1");
	}

	@Test
	void storeShouldBeAsItWasConfigured() throws Exception {
		assertThat(store().getMaxSessions()).isEqualTo(77);
		store().setMaxSessions(78);
		assertThat(store().getMaxSessions()).isEqualTo(78);
		assertThat(get("/count")).isEqualTo("1");
		assertThat(store().getSessions()).hasSize(1);
		assertThat(this.context.getBean(SessionController.class).counts().count()).isOne();
	}

	@Test
	void closeWhenSessionsAreInUseShouldFreeThemWithTheRegistry() throws Exception {
		assertThat(get("/count")).isEqualTo("1");
		this.context.close();
		assertThat(events).singleElement().asString().startsWith("CLOSED 1");
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("shadow-web-sessions"));
	}

	private InMemoryWebSessionStore store() {
		return (InMemoryWebSessionStore) this.context.getBean(DefaultWebSessionManager.class).getSessionStore();
	}

	private static void awaitEvent(String event) {
		Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly(event));
	}

	private String get(String path) throws Exception {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return this.http
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					BodyHandlers.ofString())
			.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SessionConfiguration {

		@Bean
		ShadowType<WebSession, AtomicInteger> countType() {
			return ShadowType.builder(WebSession.class, AtomicInteger.class)
				.id(1)
				.name("count")
				.constructor((session) -> new AtomicInteger())
				.destructor((session, count, cause) -> events.add("%s %s %s".formatted(cause, count,
						Thread.currentThread().getName().equals("shadow-web-sessions") ? "when found expired"
								: "with " + ((session != null) ? session.getAttributes().keySet() : "nothing"))))
				.build();
		}

		@Bean
		SessionController sessionController(ShadowRegistry registry, ShadowType<WebSession, AtomicInteger> countType) {
			return new SessionController(registry.register(countType));
		}

	}

	@RestController
	record SessionController(ShadowVariable<WebSession, AtomicInteger> counts) {

		@GetMapping("/count")
		String count(WebSession session) {
			session.getAttributes().put("attribute", true);
			return String.valueOf(this.counts.getOrAlloc(session).incrementAndGet());
		}

		@GetMapping("/rename")
		Mono<String> rename(WebSession session) {
			return session.changeSessionId().thenReturn("renamed");
		}

		@GetMapping("/invalidate")
		Mono<String> invalidate(WebSession session) {
			return session.invalidate().then(Mono.fromSupplier(() -> "invalidated, " + events));
		}

		@GetMapping("/attach-late")
		Mono<String> attachLate(WebSession session) {
			this.counts.getOrAlloc(session);
			return session.invalidate()
				.then(Mono.fromSupplier(() -> this.counts.getOrAlloc(session).toString()))
				.onErrorResume((failure) -> Mono.just(failure.toString()));
		}

	}

}
