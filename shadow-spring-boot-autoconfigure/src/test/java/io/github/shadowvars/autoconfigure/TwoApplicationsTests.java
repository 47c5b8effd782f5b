package io.github.shadowvars.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.jayway.jsonpath.JsonPath;
import io.github.shadowvars.ShadowRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two applications in one JVM.
 */
class TwoApplicationsTests {

	private final ConfigurableApplicationContext one = run();

	private final ConfigurableApplicationContext two = run();

	private final ShadowRegistry first = this.one.getBean(ShadowRegistry.class);

	private final ShadowRegistry second = this.two.getBean(ShadowRegistry.class);

	@AfterEach
	void close() {
		this.one.close();
		this.two.close();
	}

	@Test
	void registriesShouldBeIndependent() {
		this.first.alloc(this, 1, (parent) -> "first");
		this.second.alloc(this, 1, (parent) -> "second");
		assertThat(this.first.get(this, 1)).isEqualTo("first");
		this.one.close();
		assertThat(this.first.isClosed()).isTrue();
		assertThat(this.second.get(this, 1)).isEqualTo("second");
	}

	@Test
	void metersShouldBeIndependent() {
		this.first.alloc(this, 1, (parent) -> "first");
		this.second.alloc(this, 1, (parent) -> "second");
		this.second.alloc(new Object(), 1, (parent) -> "second");
		MeterRegistry meters = this.two.getBean(MeterRegistry.class);
		assertThat(Metrics.globalRegistry.getRegistries()).contains(this.one.getBean(MeterRegistry.class), meters);
		this.one.close();
		assertThat(Metrics.globalRegistry.getRegistries()).contains(meters);
		assertThat(meters.get("shadow.allocations").tag("id", "0x1").functionCounter().count()).isEqualTo(2);
	}

	@Test
	void endpointsShouldBeIndependentOverJmx() throws Exception {
		this.first.alloc(this, 1, (parent) -> "first");
		this.second.alloc(this, 2, (parent) -> "second");
		assertThat(endpoints()).extracting(TwoApplicationsTests::ids)
			.containsExactlyInAnyOrder(List.of("0x1"), List.of("0x2"));
		this.one.close();
		assertThat(endpoints()).extracting(TwoApplicationsTests::ids).containsExactly(List.of("0x2"));
	}

	private static Set<ObjectName> endpoints() throws Exception {
		return server().queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Shadows,*"), null);
	}

	private static List<?> ids(ObjectName name) {
		try {
			Object page = server().invoke(name, "list", new Object[] { null, null },
					new String[] { String.class.getName(), Integer.class.getName() });
			return JsonPath.read(page, "$.shadows[*].id");
		}
		catch (JMException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static MBeanServer server() {
		return ManagementFactory.getPlatformMBeanServer();
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.jmx.enabled=true",
					// Registers a bean of a fixed name with JMX
					"spring.autoconfigure.exclude=" + RabbitAutoConfiguration.class.getName(),
					"management.endpoints.jmx.exposure.include=shadows")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
