package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.OwnedLifetime;
import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShadowKafkaAutoConfiguration} with the clients of Kafka, and with a
 * broker in this process.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowKafkaAutoConfigurationTests {

	// No server listens there
	private static final String NO_BROKER = "spring.kafka.bootstrap-servers=127.0.0.1:1";

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class, ShadowAutoConfiguration.class,
				ShadowKafkaAutoConfiguration.class))
		.withPropertyValues(NO_BROKER, "spring.kafka.consumer.group-id=shadow",
				"spring.kafka.consumer.auto-offset-reset=earliest");

	private final ApplicationContextRunner typed = this.runner.withUserConfiguration(Types.class)
		.withBean("events", List.class, () -> this.events);

	@Test
	void consumerWhenClosedShouldFreeItsVariable() {
		this.typed.run((context) -> {
			Consumer<?, ?> consumer = context.getBean(ConsumerFactory.class).createConsumer();
			variable(context, Consumer.class).getOrAlloc(consumer);
			consumer.close();
			assertThat(this.events).containsExactly("consumer PARENT_DESTROYED");
			assertThatExceptionOfType(ParentEndedException.class)
				.isThrownBy(() -> variable(context, Consumer.class).getOrAlloc(consumer));
		});
	}

	@Test
	void producerWhenFactoryIsResetShouldFreeItsVariable() {
		this.typed.run((context) -> {
			ProducerFactory<?, ?> factory = context.getBean(ProducerFactory.class);
			Producer<?, ?> producer = factory.createProducer();
			variable(context, Producer.class).getOrAlloc(producer);
			producer.close();
			assertThat(factory.createProducer()).as("given back and shared").isSameAs(producer);
			assertThat(this.events).isEmpty();
			factory.reset();
			assertThat(this.events).containsExactly("producer PARENT_DESTROYED");
			assertThatExceptionOfType(ParentEndedException.class)
				.isThrownBy(() -> variable(context, Producer.class).getOrAlloc(producer));
		});
	}

	@Test
	void producerWhenItsLifetimeIsOverShouldFreeItsVariable() {
		this.typed.run((context) -> {
			ProducerFactory<?, ?> factory = context.getBean(ProducerFactory.class);
			((DefaultKafkaProducerFactory<?, ?>) factory).setMaxAge(Duration.ofMillis(1));
			variable(context, Producer.class).getOrAlloc(factory.createProducer());
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				factory.createProducer();
				assertThat(this.events).contains("producer PARENT_DESTROYED");
			});
		});
	}

	@Test
	void producerWhenContextIsClosedShouldFreeItsVariable() {
		this.typed.run((context) -> variable(context, Producer.class)
			.getOrAlloc(context.getBean(ProducerFactory.class).createProducer()));
		assertThat(this.events).containsExactly("producer PARENT_DESTROYED");
	}

	@Test
	void factoriesWhenNoTypeHasSuchParentsShouldBeAsTheyWere(CapturedOutput output) {
		this.runner.run((context) -> {
			assertNoListeners(context);
			assertThat(output).doesNotContain("shadow");
			context.getBean(ShadowRegistry.class).register(new Types(this.events).consumerType());
			assertThat(output)
				.containsOnlyOnce("Shadow type 0x1 (consumer) became known only after the creation of the "
						+ "bean 'kafkaConsumerFactory', so its variables are freed only when their "
						+ Consumer.class.getName() + " is garbage-collected");
			context.getBean(ShadowRegistry.class).register(new Types(this.events).producerType());
			assertThat(output)
				.containsOnlyOnce("Shadow type 0x2 (producer) became known only after the creation of the "
						+ "bean 'kafkaProducerFactory', so its variables are freed only when their "
						+ Producer.class.getName() + " is garbage-collected");
		});
	}

	@Test
	void configurationWhenDisabledShouldBeAbsent() {
		this.typed.withPropertyValues("shadow.lifetimes.kafka.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(OwnedLifetime.class);
			assertNoListeners(context);
		});
	}

	@Test
	void configurationWhenLibraryIsMissingShouldBeAbsent() {
		this.typed.withPropertyValues("shadow.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OwnedLifetime.class));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowKafkaAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(ConsumerFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OwnedLifetime.class));
	}

	private static void assertNoListeners(AssertableApplicationContext context) {
		ConsumerFactory<?, ?> consumers = context.getBean(ConsumerFactory.class);
		ProducerFactory<?, ?> producers = context.getBean(ProducerFactory.class);
		assertThat(consumers.getListeners()).isEmpty();
		assertThat(producers.getListeners()).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private static ShadowVariable<Object, String> variable(AssertableApplicationContext context, Class<?> parentType) {
		return (ShadowVariable<Object, String>) Objects.requireNonNull(
				context.getBean(ShadowRegistry.class).find((parentType == Consumer.class) ? "consumer" : "producer"));
	}

	/**
	 * Tests that need a broker.
	 */
	@Nested
	class WithBroker {

		private static final String TOPIC = "orders";

		private static @Nullable EmbeddedKafkaBroker broker;

		@BeforeAll
		static void start() {
			LoggingSystem logging = LoggingSystem.get(EmbeddedKafkaBroker.class.getClassLoader());
			List.of("kafka", "org.apache.kafka", "state").forEach((name) -> logging.setLogLevel(name, LogLevel.WARN));
			EmbeddedKafkaBroker started = new EmbeddedKafkaKraftBroker(1, 1, TOPIC).brokerProperties(
					Map.of("transaction.state.log.replication.factor", "1", "transaction.state.log.min.isr", "1"));
			broker = started;
			Locale locale = Locale.getDefault();
			// Kafka's broker changes the case of names in the default locale, and so does
			// not
			// start in Turkish
			Locale.setDefault(Locale.ROOT);
			try {
				started.afterPropertiesSet();
			}
			finally {
				Locale.setDefault(locale);
			}
		}

		@AfterAll
		static void stop() {
			Objects.requireNonNull(broker).destroy();
			System.clearProperty("spring.kafka.bootstrap-servers");
			System.clearProperty(EmbeddedKafkaBroker.SPRING_EMBEDDED_KAFKA_BROKERS);
		}

		private ApplicationContextRunner listening() {
			return ShadowKafkaAutoConfigurationTests.this.typed.withUserConfiguration(Orders.class)
				.withPropertyValues(
						"spring.kafka.bootstrap-servers=" + Objects.requireNonNull(broker).getBrokersAsString(),
						// Otherwise a test would wait for a member that the previous test
						// has left
						"spring.kafka.consumer.group-id=" + UUID.randomUUID());
		}

		@Test
		void consumerWhenContainerIsStoppedShouldFreeItsVariable() {
			listening().run((context) -> {
				receive(context);
				context.getBean(KafkaListenerEndpointRegistry.class).stop();
				awaitEvents("consumer PARENT_DESTROYED");
			});
		}

		@Test
		void consumerWhenContextIsClosedWhileInUseShouldFreeItsVariable() {
			listening().run(this::receive);
			assertThat(ShadowKafkaAutoConfigurationTests.this.events)
				.containsExactlyInAnyOrder("consumer PARENT_DESTROYED", "producer PARENT_DESTROYED");
		}

		@Test
		void consumerWhenAnotherTakesItsPlaceInTheGroupShouldFreeItsVariable() {
			listening().withPropertyValues("spring.kafka.consumer.properties.group.instance.id=one").run((context) -> {
				Properties place = new Properties();
				place.put("group.instance.id", receive(context));
				try (Consumer<?, ?> other = context.getBean(ConsumerFactory.class)
					.createConsumer(null, null, null, place)) {
					other.subscribe(List.of(TOPIC));
					Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
						other.poll(Duration.ofMillis(100));
						assertThat(ShadowKafkaAutoConfigurationTests.this.events)
							.containsExactly("consumer PARENT_DESTROYED");
					});
				}
			});
		}

		// The container goes on with the same consumer
		@Test
		@SuppressWarnings("unchecked")
		void consumerWhenItsGroupExcludesItShouldKeepItsVariableUntilItIsClosed() {
			listening().withPropertyValues("spring.kafka.consumer.properties.max.poll.interval.ms=1000")
				.run((context) -> {
					Orders orders = context.getBean(Orders.class);
					orders.processing = new CompletableFuture<>();
					receive(context);
					Properties patient = new Properties();
					patient.put("max.poll.interval.ms", "300000");
					try (Consumer<?, ?> other = context.getBean(ConsumerFactory.class)
						.createConsumer(null, null, null, patient)) {
						other.subscribe(List.of(TOPIC));
						Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
							other.poll(Duration.ofMillis(100));
							assertThat(other.assignment()).isNotEmpty();
						});
					}
					orders.processing.complete(null);
					context.getBean(KafkaTemplate.class).send(TOPIC, "2").get(60, TimeUnit.SECONDS);
					Awaitility.await()
						.atMost(Duration.ofSeconds(60))
						.untilAsserted(() -> assertThat(orders.consumers).hasSizeGreaterThan(1));
					assertThat(orders.consumers).containsOnly(orders.consumers.get(0));
					assertThat(ShadowKafkaAutoConfigurationTests.this.events).isEmpty();
					context.getBean(KafkaListenerEndpointRegistry.class).stop();
					awaitEvents("consumer PARENT_DESTROYED");
				});
		}

		@Test
		@SuppressWarnings({ "unchecked", "FutureReturnValueIgnored" })
		void producerWhenAnotherTakesItsTransactionsShouldFreeItsVariable() {
			listening().withPropertyValues("spring.kafka.producer.transaction-id-prefix=tx").run((context) -> {
				ProducerFactory<Object, Object> factory = context.getBean(ProducerFactory.class);
				Producer<Object, Object> producer = factory.createProducer();
				variable(context, Producer.class).getOrAlloc(producer);
				producer.beginTransaction();
				ProducerFactory<Object, Object> other = factory.copyWithConfigurationOverride(null);
				other.createProducer().close();
				// Closing gives a producer with transactions back to its factory, where
				// it would
				// log warnings during other tests
				other.reset();
				assertThatExceptionOfType(KafkaException.class).isThrownBy(() -> {
					producer.send(new ProducerRecord<>("payments", "1"));
					producer.commitTransaction();
				});
				producer.close();
				awaitEvents("producer PARENT_DESTROYED");
			});
		}

		@SuppressWarnings("unchecked")
		private String receive(AssertableApplicationContext context) throws Exception {
			KafkaTemplate<String, String> template = context.getBean(KafkaTemplate.class);
			template.send(TOPIC, "1").get(60, TimeUnit.SECONDS);
			template.execute((producer) -> variable(context, Producer.class).getOrAlloc(producer));
			String place = context.getBean(Orders.class).received.get(60, TimeUnit.SECONDS);
			assertThat(ShadowKafkaAutoConfigurationTests.this.events).isEmpty();
			assertThat(variable(context, Consumer.class).count()).isEqualTo(1);
			return place;
		}

		private void awaitEvents(String... expected) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(
						() -> assertThat(ShadowKafkaAutoConfigurationTests.this.events).containsExactly(expected));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Types {

		private final List<String> events;

		Types(List<String> events) {
			this.events = events;
		}

		@Bean
		ShadowType<Consumer<?, ?>, String> consumerType() {
			return ShadowType.<Consumer<?, ?>, String>builder(Consumer.class, String.class)
				.id(1)
				.name("consumer")
				.constructor((consumer) -> "a")
				.destructor((consumer, value, cause) -> this.events.add("consumer " + cause))
				.build();
		}

		@Bean
		ShadowType<Producer<?, ?>, String> producerType() {
			return ShadowType.<Producer<?, ?>, String>builder(Producer.class, String.class)
				.id(2)
				.name("producer")
				.constructor((producer) -> "a")
				.destructor((producer, value, cause) -> this.events.add("producer " + cause))
				.build();
		}

	}

	static final class Orders {

		private final CompletableFuture<String> received = new CompletableFuture<>();

		private final List<Consumer<?, ?>> consumers = new CopyOnWriteArrayList<>();

		private volatile CompletableFuture<?> processing = CompletableFuture.completedFuture("");

		private final ShadowVariable<Consumer<?, ?>, String> state;

		Orders(ShadowVariable<Consumer<?, ?>, String> state) {
			this.state = state;
		}

		@KafkaListener(topics = "orders")
		void receive(String order, Consumer<?, ?> consumer) {
			this.state.getOrAlloc(consumer);
			this.consumers.add(consumer);
			this.received.complete(consumer.groupMetadata().groupInstanceId().orElse(""));
			this.processing.join();
		}

	}

}
