package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the start of an application whose registry is a mock.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "shadow.types.ps-lock.max-live=1")
class MockedRegistryTests {

	@MockitoBean
	private ShadowRegistry registry;

	@Autowired
	private ShadowType<Object, Boolean> psLock;

	@Test
	void startWhenATypeIsABeanShouldRegisterItWithTheMock() {
		assertThat(Mockito.mockingDetails(this.registry).isMock()).isTrue();
		Mockito.verify(this.registry).register(this.psLock);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class Application {

		@Bean
		ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

	}

}
