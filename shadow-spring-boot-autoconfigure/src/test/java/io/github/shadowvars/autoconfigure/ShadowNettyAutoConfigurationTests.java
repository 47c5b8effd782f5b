package io.github.shadowvars.autoconfigure;

import java.util.Objects;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.netty.ChannelLifetime;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShadowNettyAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowNettyAutoConfiguration.class));

	@Test
	void channelThatIsClosedShouldFreeItsVariables() {
		this.runner.withUserConfiguration(Types.class).run((context) -> {
			ShadowVariable<Channel, Object> variable = variable(context.getBean(ShadowRegistry.class));
			EmbeddedChannel channel = new EmbeddedChannel();
			variable.alloc(channel, (same) -> "a");
			channel.close().syncUninterruptibly();
			assertThat(variable.stats().freed()).containsOnlyKeys(FreeCause.PARENT_DESTROYED);
			assertThatThrownBy(() -> variable.alloc(channel, (same) -> "b"))
				.isExactlyInstanceOf(ParentEndedException.class);
		});
	}

	@Test
	void whenDisabledShouldNotEndChannels() {
		this.runner.withUserConfiguration(Types.class)
			.withPropertyValues("shadow.lifetimes.netty.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ChannelLifetime.class);
				ShadowVariable<Channel, Object> variable = variable(context.getBean(ShadowRegistry.class));
				EmbeddedChannel channel = new EmbeddedChannel();
				channel.close().syncUninterruptibly();
				assertThat(variable.alloc(channel, (same) -> "a")).isEqualTo("a");
			});
	}

	@Test
	void whenTheWholeAutoConfigurationIsDisabledShouldBackOff() {
		this.runner.withPropertyValues("shadow.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ChannelLifetime.class));
	}

	@Test
	void whenNettyIsMissingShouldBackOff() {
		this.runner.withClassLoader(new FilteredClassLoader(Channel.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("shadowChannelLifetime"));
	}

	@Test
	void whenTheUserHasOneShouldBackOff() {
		this.runner.withBean("mine", ChannelLifetime.class, ChannelLifetime::new)
			.run((context) -> assertThat(context).hasSingleBean(ChannelLifetime.class).hasBean("mine"));
	}

	@SuppressWarnings("unchecked")
	private static ShadowVariable<Channel, Object> variable(ShadowRegistry registry) {
		return (ShadowVariable<Channel, Object>) Objects.requireNonNull(registry.find(1));
	}

	@Configuration(proxyBeanMethods = false)
	static class Types {

		@Bean
		ShadowType<Channel, Object> session() {
			return ShadowType.builder(Channel.class, Object.class).id(1).name("session").build();
		}

	}

}
