package io.github.shadowvars.actuate.endpoint;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

/**
 * Tests for {@link ShadowsEndpoint} over JMX.
 */
class ShadowsEndpointJmxTests {

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(
			AbstractShadowsEndpointHttpTests.Application.class)
		.web(WebApplicationType.NONE)
		.properties("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=shadows",
				"management.endpoint.shadows.access=unrestricted", "spring.main.banner-mode=off")
		.run();

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void invokeShouldListShowTrackAndPurge() throws Exception {
		ShadowRegistry registry = this.context.getBean(ShadowRegistry.class);
		registry.alloc(this, 0x1234, (parent) -> "value");
		assertThat(this.server.getMBeanInfo(name()).getOperations()).extracting(MBeanOperationInfo::getName)
			.containsExactlyInAnyOrder("list", "get", "track", "purge", "purgeAll");
		assertThat(invoke("list", null, 10)).asInstanceOf(MAP).containsEntry("total", 1);
		assertThat(invoke("get", "4660", null, null)).asInstanceOf(MAP).containsEntry("id", "0x1234");
		assertThat(invoke("track", "0x1234", "full")).asInstanceOf(MAP).containsEntry("tracking", "full");
		assertThat(invoke("get", "4660", null, "reachability")).asInstanceOf(MAP).containsKey("reachability");
		assertThat(invoke("purge", "0x1234")).asInstanceOf(MAP).containsEntry("freed", 1L);
		assertThat(invoke("purgeAll", "all")).asInstanceOf(MAP).containsEntry("freed", 0L);
	}

	@Test
	void invokeWhenRequestIsWrongShouldSayWhy() {
		assertThatThrownBy(() -> invoke("get", "0xzz", null, null)).rootCause().hasMessageContaining("but is '0xzz'");
		assertThatThrownBy(() -> invoke("get", "none", null, null)).rootCause().hasMessageContaining("name 'none'");
		assertThatThrownBy(() -> invoke("track", "none", "full")).rootCause().hasMessageContaining("name 'none'");
		assertThatThrownBy(() -> invoke("purgeAll", (@Nullable Object) null)).rootCause()
			.hasMessageContaining("use confirm=all");
	}

	private Object invoke(String operation, @Nullable Object... arguments) throws Exception {
		MBeanOperationInfo info = Arrays.stream(this.server.getMBeanInfo(name()).getOperations())
			.filter((candidate) -> candidate.getName().equals(operation))
			.findFirst()
			.orElseThrow();
		String[] signature = Arrays.stream(info.getSignature())
			.map((parameter) -> parameter.getType())
			.toArray(String[]::new);
		return this.server.invoke(name(), operation, arguments, signature);
	}

	private static ObjectName name() throws Exception {
		return new ObjectName("org.springframework.boot:type=Endpoint,name=Shadows");
	}

}
