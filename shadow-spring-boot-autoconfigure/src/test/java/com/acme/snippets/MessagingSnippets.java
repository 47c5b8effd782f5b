package com.acme.snippets;

import java.util.ArrayList;
import java.util.List;

import com.rabbitmq.client.Channel;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.apache.kafka.clients.consumer.Consumer;

import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Code of the page about messaging that no test runs, and that must compile.
 */
class MessagingSnippets {

	@Bean
	ShadowType<Consumer<?, ?>, Progress> progress() {
		return ShadowType.<Consumer<?, ?>, Progress>builder(Consumer.class, Progress.class)
			.name("progress")
			.constructor((consumer) -> new Progress())
			.build();
	}

	@Bean
	ShadowType<Channel, Unacknowledged> unacknowledged() {
		return ShadowType.builder(Channel.class, Unacknowledged.class)
			.name("unacknowledged")
			.constructor((channel) -> new Unacknowledged())
			.build();
	}

	@Component
	record Orders(ShadowVariable<Consumer<?, ?>, Progress> progress) {

		@KafkaListener(topics = "orders")
		void receive(String order, Consumer<?, ?> consumer) {
			this.progress.getOrAlloc(consumer).add(order);
		}

	}

	static final class Progress {

		private final List<String> orders = new ArrayList<>();

		void add(String order) {
			this.orders.add(order);
		}

	}

	static final class Unacknowledged {

	}

}
