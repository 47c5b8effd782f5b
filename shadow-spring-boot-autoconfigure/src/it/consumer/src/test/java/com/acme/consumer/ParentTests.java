package com.acme.consumer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for beans of each scope, sessions and requests as parents.
 */
class ParentTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private final RunningConsumer consumer = new RunningConsumer((context) -> context.registerBean(Visits.class));

	@BeforeEach
	void visit() {
		events.clear();
		assertThat(this.consumer.get("/visit")).startsWith("200 ");
	}

	@AfterEach
	void stop() {
		this.consumer.close();
	}

	@Test
	void requestWhenAnsweredShouldFreeItselfAndTheBeanOfItsScope() {
		// The client may get the answer before the server has completed the request
		Awaitility.await()
			.untilAsserted(() -> assertThat(events).containsExactly("bean PARENT_DESTROYED of the request",
					"destroyed with the request", "request PARENT_DESTROYED"));
		assertThat(this.consumer.request("GET", "/shadows/bean")).contains("\"live\":2,\"allocated\":3",
				"\"freed\":{\"PARENT_DESTROYED\":1}");
	}

	@Test
	void sessionWhenInvalidatedShouldFreeItselfAndTheBeanOfItsScope() {
		Awaitility.await().untilAsserted(() -> assertThat(events).hasSize(3));
		events.clear();
		assertThat(this.consumer.get("/leave")).startsWith("200 ");
		assertThat(events).containsExactly("session PARENT_DESTROYED", "bean PARENT_DESTROYED of the session",
				"destroyed with the session");
		assertThat(this.consumer.request("GET", "/shadows/bean")).contains("\"live\":1,\"allocated\":3",
				"\"freed\":{\"PARENT_DESTROYED\":2}");
	}

	@Test
	void singletonWhenContextIsClosedShouldBeFreedBeforeItsDestroyCallback() {
		this.consumer.close();
		assertThat(events).containsSubsequence("bean PARENT_DESTROYED of the context", "destroyed with the context");
		assertThat(events).doesNotHaveDuplicates();
	}

	static class Visits {

		@Bean
		ShadowType<Visit, String> beanType() {
			return ShadowType.builder(Visit.class, String.class)
				.id(0x11)
				.name("bean")
				.parentResolver(ParentResolvers.target())
				.destructor((parent, value, cause) -> events.add("bean %s of the %s".formatted(cause, parent.scope)))
				.build();
		}

		@Bean
		ShadowType<HttpSession, String> sessionType() {
			return ShadowType.builder(HttpSession.class, String.class)
				.id(0x12)
				.destructor((parent, value, cause) -> events.add("session " + cause))
				.build();
		}

		@Bean
		ShadowType<HttpServletRequest, String> requestType() {
			return ShadowType.builder(HttpServletRequest.class, String.class)
				.id(0x13)
				.parentResolver(ParentResolvers.request())
				.destructor((parent, value, cause) -> events.add("request " + cause))
				.build();
		}

		@Bean
		Visit ofContext() {
			return new Visit("context");
		}

		@Bean
		@SessionScope
		Visit ofSession() {
			return new Visit("session");
		}

		@Bean
		@RequestScope
		Visit ofRequest() {
			return new Visit("request");
		}

		@Bean
		RouterFunction<ServerResponse> routes(ShadowRegistry registry, Visit ofContext, Visit ofSession,
				Visit ofRequest) {
			return RouterFunctions.route().GET("/visit", (request) -> {
				for (Visit visit : List.of(ofContext, ofSession, ofRequest)) {
					registry.alloc(visit, 0x11, (parent) -> "value");
				}
				registry.alloc(request.session(), 0x12, (parent) -> "value");
				registry.alloc(request.servletRequest(), 0x13, (parent) -> "value");
				return ServerResponse.ok().build();
			}).GET("/leave", (request) -> {
				request.session().invalidate();
				return ServerResponse.ok().build();
			}).build();
		}

	}

	static class Visit {

		private final String scope;

		Visit(String scope) {
			this.scope = scope;
		}

		@PreDestroy
		void destroy() {
			events.add("destroyed with the " + this.scope);
		}

	}

}
