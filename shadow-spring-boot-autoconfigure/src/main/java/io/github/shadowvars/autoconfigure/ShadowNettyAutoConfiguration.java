package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.netty.ChannelLifetime;
import io.netty.channel.Channel;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of Netty channels as parents. To switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.netty.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass(Channel.class)
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.netty.enabled" }, matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowNettyAutoConfiguration {

	ShadowNettyAutoConfiguration() {
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ChannelLifetime shadowChannelLifetime() {
		return new ChannelLifetime();
	}

}
