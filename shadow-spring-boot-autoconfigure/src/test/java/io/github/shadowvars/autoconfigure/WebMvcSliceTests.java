package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of a controller that uses a variable needs no further annotation.
 */
@WebMvcTest(properties = { "shadow.types.of-another-class.max-live=7", "shadow.metrics.max-ids=7",
		"shadow.health.enabled=true", "shadow.lifetimes.web-session.check-interval=5s",
		"management.endpoint.shadows.access=unrestricted" })
@ExtendWith(OutputCaptureExtension.class)
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void getWhenControllerUsesAVariableShouldAnswer() {
		assertThat(this.mvc.get().uri("/")).hasStatusOk().hasBodyTextEqualTo("value");
	}

	// What properties set is left out of the test, not of the application
	@Test
	void startWhenTheSliceLeavesOutWhatPropertiesSetShouldNotWarn(CapturedOutput output) {
		assertThat(output).contains("Shadow variables: 0x1").doesNotContain("has no effect").doesNotContain("WARN");
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
