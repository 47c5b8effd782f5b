package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.OwnedLifetime;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Auto-configuration of Kafka consumers and producers as parents, if a type bean has such
 * parents. Factories that are beans report when one was closed. To switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.kafka.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass({ ConsumerFactory.class, Consumer.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.kafka.enabled" }, matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowKafkaAutoConfiguration {

	private static final String CONSUMER_LIFETIME = "shadowKafkaConsumerLifetime";

	private static final String PRODUCER_LIFETIME = "shadowKafkaProducerLifetime";

	ShadowKafkaAutoConfiguration() {
	}

	@Bean(CONSUMER_LIFETIME)
	OwnedLifetime<Consumer<?, ?>> consumerLifetime() {
		return new OwnedLifetime<>();
	}

	@Bean(PRODUCER_LIFETIME)
	OwnedLifetime<Producer<?, ?>> producerLifetime() {
		return new OwnedLifetime<>();
	}

	@Bean
	@SuppressWarnings({ "rawtypes", "unchecked" })
	static OwnerPostProcessor<ConsumerFactory> shadowConsumerFactoryPostProcessor(ShadowBeans shadowBeans,
			@Qualifier(CONSUMER_LIFETIME) ObjectProvider<OwnedLifetime<Consumer<?, ?>>> lifetime) {
		return new OwnerPostProcessor<>(ConsumerFactory.class, Consumer.class, shadowBeans,
				(factory, name) -> watch(factory, lifetime.getObject()));
	}

	@Bean
	@SuppressWarnings({ "rawtypes", "unchecked" })
	static OwnerPostProcessor<ProducerFactory> shadowProducerFactoryPostProcessor(ShadowBeans shadowBeans,
			@Qualifier(PRODUCER_LIFETIME) ObjectProvider<OwnedLifetime<Producer<?, ?>>> lifetime) {
		return new OwnerPostProcessor<>(ProducerFactory.class, Producer.class, shadowBeans,
				(factory, name) -> watch(factory, lifetime.getObject()));
	}

	private static <K, V> void watch(ConsumerFactory<K, V> factory, OwnedLifetime<Consumer<?, ?>> lifetime) {
		factory.addListener(new ConsumerFactory.Listener<>() {

			@Override
			public void consumerRemoved(@Nullable String id, Consumer<K, V> consumer) {
				lifetime.end(consumer);
			}

		});
	}

	private static <K, V> void watch(ProducerFactory<K, V> factory, OwnedLifetime<Producer<?, ?>> lifetime) {
		factory.addListener(new ProducerFactory.Listener<>() {

			@Override
			public void producerRemoved(String id, Producer<K, V> producer) {
				lifetime.end(producer);
			}

		});
	}

}
