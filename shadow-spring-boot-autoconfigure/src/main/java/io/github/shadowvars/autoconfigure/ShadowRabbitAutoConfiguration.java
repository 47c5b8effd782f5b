package io.github.shadowvars.autoconfigure;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.ShutdownNotifier;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.ChannelProxy;
import org.springframework.amqp.rabbit.connection.PublisherCallbackChannel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the connections and channels of RabbitMQ's client as parents. To
 * switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.rabbitmq.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass(ShutdownNotifier.class)
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.rabbitmq.enabled" },
		matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowRabbitAutoConfiguration {

	ShadowRabbitAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "shadowRabbitLifetime")
	ParentLifetime<ShutdownNotifier> shadowRabbitLifetime() {
		return (parent, ended) -> parent.addShutdownListener((cause) -> {
			if (!(parent instanceof Recoverable) || !isRecovered(cause)) {
				ended.run();
			}
		});
	}

	/**
	 * Returns whether the client may reconnect with the same objects. It does so after a
	 * lost connection, but not after a close, nor after the end of a channel alone.
	 */
	private static boolean isRecovered(ShutdownSignalException cause) {
		return cause.isHardError() && !cause.isInitiatedByApplication();
	}

	/**
	 * Resolves Spring's channel proxies.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ChannelProxy.class)
	static class SpringRabbit {

		@Bean
		ShadowRegistryCustomizer shadowRabbitCustomizer() {
			return (builder) -> builder.parentResolver(Channel.class, SpringRabbit::unwrap);
		}

		private static Channel unwrap(Channel channel) {
			Channel behind = channel;
			while (behind != null) {
				Channel next = behind(behind);
				if (next == behind) {
					return behind;
				}
				behind = next;
			}
			throw new IllegalStateException(
					"A parent must be an open channel, but a %s was closed; use it while it is open"
						.formatted(channel.getClass().getName()));
		}

		/**
		 * Returns the channel behind a proxy, or null if it was closed.
		 */
		private static @Nullable Channel behind(Channel channel) {
			if (channel instanceof ChannelProxy proxy) {
				return proxy.getTargetChannel();
			}
			return (channel instanceof PublisherCallbackChannel confirming) ? confirming.getDelegate() : channel;
		}

	}

}
