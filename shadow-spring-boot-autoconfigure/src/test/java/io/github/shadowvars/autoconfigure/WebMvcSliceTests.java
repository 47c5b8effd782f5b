package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of a controller that uses a variable needs no further annotation.
 */
@WebMvcTest
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void getWhenControllerUsesAVariableShouldAnswer() {
		assertThat(this.mvc.get().uri("/")).hasStatusOk().hasBodyTextEqualTo("value");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ShadowVariable<Object, String> variable(ShadowRegistry registry) {
			return registry.register(
					ShadowType.builder(Object.class, String.class).id(1).constructor((parent) -> "value").build());
		}

		@Bean
		Controller controller(ShadowVariable<Object, String> variable) {
			return new Controller(variable);
		}

	}

	@RestController
	static class Controller {

		private final ShadowVariable<Object, String> variable;

		Controller(ShadowVariable<Object, String> variable) {
			this.variable = variable;
		}

		@GetMapping("/")
		String get() {
			return this.variable.getOrAlloc(this);
		}

	}

}
