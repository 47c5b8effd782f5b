package io.github.shadowvars.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the auto-configurations in contexts that have a parent.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextHierarchyTests {

	private static final Object PARENT = new Object();

	private static final List<FreeCause> causes = new CopyOnWriteArrayList<>();

	private static final ShadowType<Object, String> LOCK = ShadowType.builder(Object.class, String.class)
		.id(0x1)
		.name("ps-lock")
		.constructor((parent) -> "value")
		.destructor((parent, value, cause) -> causes.add(cause))
		.build();

	private final ConfigurableApplicationContext parent = application(Application.class, FlagConfiguration.class).run();

	private final ShadowRegistry registry = this.parent.getBean(ShadowRegistry.class);

	private final MeterRegistry meters = this.parent.getBean(MeterRegistry.class);

	@AfterEach
	void close() {
		this.parent.close();
		causes.clear();
	}

	@Test
	void childShouldUseTheRegistryOfItsParent() {
		ConfigurableApplicationContext child = child(LockConfiguration.class);
		assertThat(BeanFactoryUtils.beansOfTypeIncludingAncestors(child, ShadowRegistry.class).values())
			.containsExactly(this.registry);
		assertThat(this.registry.variables()).extracting(ShadowVariable::name).containsExactly("ps-lock", "ps-flag");
		assertThat(this.registry.variables()).extracting(ShadowVariable::owners).containsOnly(1);
	}

	@Test
	void closeWhenChildIsClosedShouldUnregisterItsTypesOnly() {
		ConfigurableApplicationContext child = child(LockConfiguration.class);
		this.registry.getOrAlloc(PARENT, 0x1, (parent) -> "value");
		this.registry.getOrAlloc(PARENT, 0x2, (parent) -> true);
		child.close();
		child.close();
		assertThat(causes).containsExactly(FreeCause.UNREGISTERED);
		assertThat(this.registry.find("ps-lock")).isNull();
		assertThat(this.registry.get(PARENT, 0x2)).isEqualTo(true);
		assertThat(this.registry.isClosed()).isFalse();
	}

	@Test
	void closeWhenASiblingHasTheSameTypeShouldFreeWithTheLast() {
		ConfigurableApplicationContext child = child(LockConfiguration.class);
		ConfigurableApplicationContext sibling = child(LockConfiguration.class);
		this.registry.getOrAlloc(PARENT, 0x1, (parent) -> "value");
		assertThat(this.registry.find("ps-lock")).extracting(ShadowVariable::owners).isEqualTo(2);
		child.close();
		assertThat(this.registry.get(PARENT, 0x1)).isEqualTo("value");
		sibling.close();
		assertThat(causes).containsExactly(FreeCause.UNREGISTERED);
	}

	@Test
	void closeWhenChildOutlivesItsParentShouldFreeOnce(CapturedOutput output) {
		AnnotationConfigApplicationContext plain = new AnnotationConfigApplicationContext(ImportConfiguration.class);
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(plain);
		child.register(ImportConfiguration.class, LockConfiguration.class);
		child.refresh();
		plain.getBean(ShadowRegistry.class).getOrAlloc(PARENT, 0x1, (parent) -> "value");
		plain.close();
		assertThat(causes).containsExactly(FreeCause.CLOSED);
		child.close();
		assertThat(causes).hasSize(1);
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN");
	}

	@Test
	void runWhenChildFailsShouldTakeItsTypesBack() {
		SpringApplicationBuilder child = application(Application.class, LockConfiguration.class,
				ConflictConfiguration.class)
			.parent(this.parent);
		assertThatException().isThrownBy(child::run).withStackTraceContaining("its name is held by the different type");
		assertThat(this.registry.variables()).extracting(ShadowVariable::name).containsExactly("ps-flag");
		assertThat(this.registry.isClosed()).isFalse();
	}

	@Test
	void metersShouldBeBoundOnce() {
		ConfigurableApplicationContext child = child(LockConfiguration.class);
		ConfigurableApplicationContext sibling = child(LockConfiguration.class);
		this.registry.getOrAlloc(PARENT, 0x1, (parent) -> "value");
		assertThat(live(this.meters, "ps-lock")).singleElement().extracting(Gauge::value).isEqualTo(1.0);
		child.close();
		assertThat(live(this.meters, "ps-lock")).singleElement().extracting(Gauge::value).isEqualTo(1.0);
		sibling.close();
		assertThat(live(this.meters, "ps-lock")).isEmpty();
		assertThat(live(this.meters, "ps-flag")).hasSize(1);
	}

	@Test
	void metersWhenChildHasItsOwnMeterRegistryShouldGoWithIt() {
		ConfigurableApplicationContext child = child(OwnMetersConfiguration.class);
		MeterRegistry own = child.getBean(MeterRegistry.class);
		this.registry.getOrAlloc(PARENT, 0x2, (parent) -> true);
		assertThat(live(own, "ps-flag")).singleElement().extracting(Gauge::value).isEqualTo(1.0);
		child.close();
		assertThat(live(own, "ps-flag")).isEmpty();
		assertThat(live(this.meters, "ps-flag")).singleElement().extracting(Gauge::value).isEqualTo(1.0);
	}

	@Test
	void endpointShouldShowTheTypesOfAllContexts() {
		ConfigurableApplicationContext child = child(LockConfiguration.class);
		ConfigurableApplicationContext web = web();
		assertThat(Http.get(web, "/actuator/shadows")).startsWith("200 {\"total\":2,").contains("ps-flag", "ps-lock");
		child.close();
		assertThat(Http.get(web, "/actuator/shadows")).startsWith("200 {\"total\":1,").contains("ps-flag");
	}

	@Test
	void childWithItsOwnRegistryShouldKeepToIt() {
		ConfigurableApplicationContext web = web(LockConfiguration.class, OwnRegistryConfiguration.class,
				OwnMetersConfiguration.class, UserConfiguration.class);
		ShadowRegistry own = web.getBean("own", ShadowRegistry.class);
		assertThat(web.getBean(ShadowRegistry.class)).isSameAs(own).isNotSameAs(this.registry);
		assertThat(web.getBean(User.class).registry()).isSameAs(own);
		assertThat(own.variables()).extracting(ShadowVariable::name).containsExactly("ps-lock");
		assertThat(this.registry.variables()).extracting(ShadowVariable::name).containsExactly("ps-flag");
		assertThat(Http.get(web, "/actuator/shadows")).startsWith("200 {\"total\":1,").contains("ps-lock");
		assertThat(live(web.getBean(MeterRegistry.class), "ps-lock")).hasSize(1);
		assertThat(live(web.getBean(MeterRegistry.class), "ps-flag")).isEmpty();
		assertThat(live(this.meters, "ps-lock")).isEmpty();
		web.close();
		assertThat(own.isClosed()).isTrue();
		assertThat(this.registry.isClosed()).isFalse();
	}

	private ConfigurableApplicationContext child(Class<?>... sources) {
		return application(Application.class).sources(sources).parent(this.parent).run();
	}

	private ConfigurableApplicationContext web(Class<?>... sources) {
		return application(Application.class).sources(sources)
			.parent(this.parent)
			.web(WebApplicationType.SERVLET)
			.run("--server.port=0");
	}

	private static SpringApplicationBuilder application(Class<?>... sources) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
			.properties("management.endpoints.web.exposure.include=shadows", "spring.main.banner-mode=off");
	}

	private static Collection<Gauge> live(MeterRegistry meters, String name) {
		return meters.find("shadow.variables").tag("name", name).gauges();
	}

	record User(ShadowRegistry registry) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class FlagConfiguration {

		@Bean
		ShadowType<Object, Boolean> psFlag() {
			return ShadowType.flag(Object.class, 0x2, "ps-flag");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LockConfiguration {

		@Bean
		ShadowType<Object, String> psLock() {
			return LOCK;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConflictConfiguration {

		@Bean
		ShadowType<Object, Boolean> taken() {
			return ShadowType.flag(Object.class, 0x3, "ps-flag");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistryConfiguration {

		@Bean
		ShadowRegistry own() {
			return ShadowRegistry.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMetersConfiguration {

		@Bean
		@Primary
		MeterRegistry ownMeters() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		User user(ShadowRegistry registry) {
			return new User(registry);
		}

	}

}
