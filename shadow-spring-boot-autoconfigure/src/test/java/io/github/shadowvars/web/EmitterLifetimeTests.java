package io.github.shadowvars.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for emitters as parents on Tomcat.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EmitterLifetimeTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private static final BlockingQueue<ResponseBodyEmitter> emitters = new LinkedBlockingQueue<>();

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(EmitterConfiguration.class)
		.web(WebApplicationType.SERVLET)
		.properties("server.port=0")
		.run();

	@BeforeEach
	void startAnew() {
		events.clear();
		emitters.clear();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@Test
	void completeShouldFree() throws Exception {
		try (Socket client = open("/emitter")) {
			assertThat(client.isConnected()).isTrue();
			ResponseBodyEmitter emitter = emitters.take();
			emitter.complete();
			awaitEvents("own completion", "PARENT_DESTROYED");
			ShadowVariable<ResponseBodyEmitter, String> variable = this.context.getBean(EmitterController.class)
				.variable();
			assertThatExceptionOfType(ParentEndedException.class).isThrownBy(() -> variable.getOrAlloc(emitter))
				.withMessageContaining("because that parent has ended");
		}
	}

	@Test
	void completeWithErrorShouldFree() throws Exception {
		try (Socket client = open("/emitter")) {
			assertThat(client.isConnected()).isTrue();
			emitters.take().completeWithError(new IllegalStateException("expected"));
			awaitEvents("own completion", "PARENT_DESTROYED");
		}
	}

	@Test
	void timeoutShouldFree() throws Exception {
		try (Socket client = open("/emitter?timeout=1")) {
			assertThat(client.isConnected()).isTrue();
			awaitEvents("own completion", "PARENT_DESTROYED");
		}
	}

	@Test
	void lossOfTheConnectionShouldFreeWithTheNextEvent() throws Exception {
		Socket client = open("/emitter");
		ResponseBodyEmitter emitter = emitters.take();
		client.setSoLinger(true, 0);
		client.close();
		Awaitility.await().untilAsserted(() -> {
			try {
				emitter.send("still there?");
			}
			catch (IOException | IllegalStateException ex) {
				// Expected
			}
			assertThat(events).containsExactly("own completion", "PARENT_DESTROYED");
		});
	}

	private Socket open(String path) throws IOException {
		Socket socket = new Socket("localhost",
				this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		socket.getOutputStream()
			.write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
		InputStream response = socket.getInputStream();
		assertThat(new String(response.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
		return socket;
	}

	private static void awaitEvents(String... expected) {
		Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly(expected));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EmitterConfiguration {

		@Bean
		ShadowType<ResponseBodyEmitter, String> emitterType() {
			return ShadowType.builder(ResponseBodyEmitter.class, String.class)
				.id(1)
				.constructor((emitter) -> "value")
				.destructor((emitter, value, cause) -> events.add(cause.name()))
				.build();
		}

		@Bean
		EmitterController emitterController(ShadowRegistry registry, ShadowType<ResponseBodyEmitter, String> type) {
			return new EmitterController(registry.register(type));
		}

	}

	@RestController
	record EmitterController(ShadowVariable<ResponseBodyEmitter, String> variable) {

		@GetMapping("/emitter")
		SseEmitter emitter(@RequestParam(defaultValue = "60000") long timeout) throws IOException {
			SseEmitter emitter = new SseEmitter(timeout);
			emitter.onCompletion(() -> events.add("own completion"));
			this.variable.getOrAlloc(emitter);
			emitter.send("hello");
			emitters.add(emitter);
			return emitter;
		}

	}

}
