package com.acme.consumer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sessions and requests as parents on each servlet container.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerTests {

	private static final String CONTAINER = System.getProperty("container");

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private static volatile CountDownLatch left = new CountDownLatch(1);

	private final RunningConsumer consumer = new RunningConsumer((context) -> {
		context.registerBean(Parents.class);
		context.registerBean(Controller.class);
	});

	@BeforeEach
	void reset() {
		// The container may report the end of a request, and the end of its thread, each
		left = new CountDownLatch(CONTAINER.equals("tomcat") ? 1 : 2);
		events.clear();
	}

	@AfterEach
	void stop() {
		this.consumer.close();
	}

	@Test
	void containerShouldBeTheOneUnderTest() {
		assertThat(this.consumer.get("/container")).containsIgnoringCase(CONTAINER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "deferred", "streaming", "sse", "complete" })
	void requestWhenAsynchronousShouldKeepItsVariableUntilItIsComplete(String kind) {
		assertThat(this.consumer.get("/" + kind).strip()).isIn("200 still there", "200 data:still there");
		Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly("request PARENT_DESTROYED"));
		assertThat(this.consumer.request("GET", "/shadows/request")).contains("\"live\":0");
	}

	@Test
	void sessionShouldKeepItsVariableFromRequestToRequest() {
		assertThat(this.consumer.get("/session")).isEqualTo("200 visit 1");
		System.gc();
		assertThat(this.consumer.get("/session")).isEqualTo("200 visit 1");
		assertThat(this.consumer.get("/rename")).isEqualTo("200 visit 1");
		assertThat(this.consumer.get("/session")).isEqualTo("200 visit 1");
		assertThat(events).isEmpty();
		assertThat(this.consumer.get("/leave")).isEqualTo("200 left");
		assertThat(events).containsExactly("session PARENT_DESTROYED");
		assertThat(this.consumer.get("/session")).isEqualTo("200 visit 2");
	}

	@Test
	void requestWhenAResolverThrowsShouldBeAnsweredAndLogIt(CapturedOutput output) {
		assertThat(this.consumer.get("/broken")).isEqualTo("200 answered");
		Awaitility.await()
			.untilAsserted(() -> assertThat(output)
				.containsPattern("WARN .*Not every shadow variable of \\S+@\\w+ was freed at its end")
				.contains("IllegalStateException: No request for now"));
		assertThat(events).containsExactly("request PARENT_DESTROYED");
	}

	static class Parents {

		@Bean
		ShadowType<HttpSession, String> sessionType() {
			return ShadowType.builder(HttpSession.class, String.class)
				.id(0x21)
				.name("session")
				.destructor((parent, value, cause) -> events.add("session " + cause))
				.build();
		}

		@Bean
		ShadowType<HttpServletRequest, String> requestType() {
			return ShadowType.builder(HttpServletRequest.class, String.class)
				.id(0x22)
				.name("request")
				.parentResolver(ParentResolvers.request())
				.destructor((parent, value, cause) -> events.add("request " + cause))
				.build();
		}

		@Bean
		Filter wrapping() {
			return (request, response, chain) -> {
				chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), response);
				left.countDown();
			};
		}

		// The first listener is called last at the end
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ServletRequestListener watcher() {
			return new ServletRequestListener() {

				@Override
				public void requestDestroyed(ServletRequestEvent event) {
					left.countDown();
				}

			};
		}

	}

	@RestController
	static class Controller {

		private final ShadowRegistry registry;

		private int visits;

		Controller(ShadowRegistry registry) {
			this.registry = registry;
		}

		@GetMapping("/container")
		String container(HttpServletRequest request) {
			return request.getServletContext().getServerInfo() + " " + request.getServletContext().getClass();
		}

		@GetMapping("/future")
		CompletableFuture<String> future(HttpServletRequest request) {
			CompletableFuture<String> future = new CompletableFuture<>();
			later(request, future::complete);
			return future;
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred(HttpServletRequest request) {
			DeferredResult<String> result = new DeferredResult<>();
			later(request, result::setResult);
			return result;
		}

		@GetMapping("/streaming")
		StreamingResponseBody streaming(HttpServletRequest request) {
			this.registry.alloc(request, 0x22, (parent) -> "still there");
			return (body) -> body.write(look(request).getBytes());
		}

		@GetMapping("/sse")
		SseEmitter sse(HttpServletRequest request) {
			SseEmitter emitter = new SseEmitter();
			later(request, (answer) -> {
				try {
					emitter.send(answer);
					emitter.complete();
				}
				catch (Exception ex) {
					emitter.completeWithError(ex);
				}
			});
			return emitter;
		}

		@GetMapping("/complete")
		void complete(HttpServletRequest request) {
			AsyncContext async = request.startAsync();
			later(request, (answer) -> {
				try {
					async.getResponse().getWriter().print(answer);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				async.complete();
			});
		}

		@GetMapping("/session")
		String session(HttpSession session) {
			return (String) this.registry.getOrAlloc(session, 0x21, (parent) -> "visit " + (++this.visits));
		}

		@GetMapping("/rename")
		String rename(HttpServletRequest request) {
			request.changeSessionId();
			return session(request.getSession());
		}

		@GetMapping("/leave")
		String leave(HttpSession session) {
			session.invalidate();
			return "left";
		}

		@GetMapping("/broken")
		String broken(HttpServletRequest request) {
			this.registry.alloc(request, 0x22, (parent) -> "value");
			this.registry.register(ShadowType.builder(HttpServletRequest.class, String.class)
				.id(0x23)
				.parentResolver((parent) -> {
					throw new IllegalStateException("No request for now");
				})
				.build());
			return "answered";
		}

		private void later(HttpServletRequest request, Consumer<String> answer) {
			this.registry.alloc(request, 0x22, (parent) -> "still there");
			new Thread(() -> answer.accept(look(request))).start();
		}

		/**
		 * Looks for the variable after the thread that served the request has left it.
		 */
		private String look(HttpServletRequest request) {
			try {
				if (!left.await(20, TimeUnit.SECONDS)) {
					return "the thread must leave the request";
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			Object value = this.registry.get(request, 0x22);
			return (value != null) ? (String) value : "gone";
		}

	}

}
