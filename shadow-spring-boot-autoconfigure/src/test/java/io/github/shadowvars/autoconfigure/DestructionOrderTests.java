package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.ManagedList;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that beans are destroyed in the same order as without this library.
 */
class DestructionOrderTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private static final ShadowType<Pool, String> POOL_TYPE = ShadowType.builder(Pool.class, String.class)
		.id(1)
		.name("pool-type")
		.destructor((parent, value, cause) -> events.add("freed %s of %s".formatted(cause, parent)))
		.build();

	@ParameterizedTest
	@CsvSource({ "true, true", "true, false", "false, true" })
	void closeWhenAUserGotItsPoolByAProviderShouldCloseThePoolAfterIt(boolean starter, boolean beans) {
		try (ConfigurableApplicationContext context = context(starter, "shadow.beans.enabled=" + beans,
				WriterConfiguration.class, PoolTypeConfiguration.class)) {
			assertThat(context.containsBean("shadowRegistry")).isEqualTo(starter);
		}
		assertThat(events).containsExactly("writer wrote to pool, open: true", "pool closed");
	}

	@Test
	void closeWhenAVariableIsAttachedShouldFreeItBetweenItsUsersAndItsParent() {
		try (ConfigurableApplicationContext context = context(true, "", WriterConfiguration.class,
				PoolTypeConfiguration.class)) {
			attach(context, "pool");
		}
		assertThat(events).containsExactly("writer wrote to pool, open: true", "freed PARENT_DESTROYED of pool",
				"pool closed");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closeWhenTypeIsABeanShouldKeepTheOrderOfItsParents(boolean starter) {
		context(starter, "", GreekConfiguration.class, PoolTypeConfiguration.class).close();
		assertThat(events).containsExactly("delta closed", "gamma closed", "beta closed", "alpha closed");
	}

	@Test
	void closeWhenTypeIsRegisteredLateShouldKeepTheOrderOfItsParents() {
		try (ConfigurableApplicationContext context = context(true, "", GreekConfiguration.class)) {
			context.getBean(ShadowRegistry.class).register(POOL_TYPE);
			attach(context, "alpha", "gamma", "delta");
		}
		assertThat(events).containsExactly("freed PARENT_DESTROYED of delta", "delta closed",
				"freed PARENT_DESTROYED of gamma", "gamma closed", "beta closed", "freed PARENT_DESTROYED of alpha",
				"alpha closed");
	}

	@Test
	void closeWhenTypeNeedsABeanShouldFreeItsVariablesBeforeThatBeanAndNoOthers() {
		try (ConfigurableApplicationContext context = context(true, "", GreekConfiguration.class,
				NeedyTypeConfiguration.class, PoolTypeConfiguration.class)) {
			attach(context, "alpha", "delta");
			context.getBean(ShadowRegistry.class).alloc(context.getBean("alpha"), 2, (parent) -> "");
			context.getBean(ShadowRegistry.class).alloc(context.getBean("delta"), 2, (parent) -> "");
		}
		assertThat(events).containsExactly("freed PARENT_DESTROYED of delta", "needy freed PARENT_DESTROYED of delta",
				"delta closed", "gamma closed", "needy freed UNREGISTERED of alpha", "beta closed",
				"freed PARENT_DESTROYED of alpha", "alpha closed");
	}

	@Test
	void closeWhenVariableBeanIsMadeLateShouldKeepItOpenForItsParents() {
		try (ConfigurableApplicationContext context = context(true, "", GreekConfiguration.class,
				VariableConfiguration.class)) {
			context.getBean(VariableConfiguration.class)
				.variable()
				.getObject()
				.alloc(context.getBean("alpha", Pool.class));
		}
		assertThat(events).containsExactly("delta closed", "gamma closed", "beta closed",
				"freed PARENT_DESTROYED of alpha", "alpha closed");
	}

	@Test
	void closeWhenRegistryIsTheUsersShouldCloseItLast() {
		try (ConfigurableApplicationContext context = context(true, "", GreekConfiguration.class,
				RegistryConfiguration.class)) {
			context.getBean(ShadowRegistry.class).register(POOL_TYPE);
			attach(context, "alpha");
			context.getBean(ShadowRegistry.class).alloc(context, 7, (parent) -> "the registry's");
		}
		assertThat(events).containsExactly("delta closed", "gamma closed", "beta closed",
				"freed PARENT_DESTROYED of alpha", "alpha closed", "own registry closed");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closeWhenTheApplicationRegisteredADisposableShouldCallIt(boolean typeIsABean) {
		try (ConfigurableApplicationContext context = typeIsABean
				? context(true, "", GreekConfiguration.class, PoolTypeConfiguration.class)
				: context(true, "", GreekConfiguration.class)) {
			DefaultListableBeanFactory beanFactory = (DefaultListableBeanFactory) context.getBeanFactory();
			beanFactory.registerDisposableBean("beta", () -> events.add("the application's disposable of beta"));
			if (!typeIsABean) {
				context.getBean(ShadowRegistry.class).register(POOL_TYPE);
			}
		}
		assertThat(events).containsExactly("delta closed", "gamma closed", "the application's disposable of beta",
				"alpha closed");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closeWhenTheApplicationRegisteredADisposableForAPlainBeanShouldCallItAfterTheVariables(boolean typeIsABean) {
		PlainNode plain = new PlainNode("plain", events, List.of(), "");
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(ShadowAutoConfiguration.class);
			context.registerBean("plain", PlainNode.class, () -> plain);
			RootBeanDefinition type = new RootBeanDefinition(ShadowType.class, () -> NODE_TYPE);
			if (typeIsABean) {
				type.setTargetType(ResolvableType.forClassWithGenerics(ShadowType.class, Node.class, String.class));
			}
			context.registerBeanDefinition("type", type);
			events.clear();
			context.refresh();
			context.getDefaultListableBeanFactory()
				.registerDisposableBean("plain", () -> events.add("the application's disposable"));
			context.getBean(ShadowRegistry.class).alloc(plain, 3, (parent) -> "plain");
		}
		assertThat(events).containsExactlyInAnyOrder("freed PARENT_DESTROYED of plain", "the application's disposable");
		if (typeIsABean) {
			assertThat(events).last().isEqualTo("the application's disposable");
		}
	}

	@Test
	void destroySingletonWhenPlainShouldFreeItsVariables() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(ShadowAutoConfiguration.class, NodeTypeConfiguration.class);
			context.registerBean("plain", PlainNode.class, () -> new PlainNode("plain", events, List.of(), ""));
			events.clear();
			context.refresh();
			context.getBean(ShadowRegistry.class).alloc(context.getBean("plain"), 3, (parent) -> "plain");
			context.getDefaultListableBeanFactory().destroySingleton("plain");
			assertThat(events).containsExactly("freed PARENT_DESTROYED of plain");
		}
	}

	@Test
	void closeShouldKeepTheOrderOfAnyGraphOfBeans() {
		for (int seed = 0; seed < 150; seed++) {
			List<String> without = new Graph(seed).destroyed(false);
			List<String> with = new Graph(seed).destroyed(true);
			List<String> freed = with.stream().filter((event) -> event.startsWith("freed")).toList();
			assertThat(with).as("graph %d", seed).filteredOn((event) -> !event.startsWith("freed")).isEqualTo(without);
			assertThat(freed).as("graph %d", seed).hasSize(Graph.SIZE).doesNotHaveDuplicates();
			for (String name : without) {
				assertThat(with).as("graph %d", seed)
					.containsSubsequence(
							freed.stream().filter((event) -> event.endsWith(" " + name)).findAny().orElseThrow(), name);
			}
		}
	}

	private static ConfigurableApplicationContext context(boolean starter, String property,
			Class<?>... configurations) {
		events.clear();
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(property.isEmpty() ? new String[0] : new String[] { property }).applyTo(context);
		context.register(configurations);
		if (starter) {
			context.register(ShadowAutoConfiguration.class);
		}
		context.refresh();
		return context;
	}

	private static void attach(ConfigurableApplicationContext context, String... parents) {
		for (String parent : parents) {
			context.getBean(ShadowRegistry.class).alloc(context.getBean(parent), 1, (key) -> "value");
		}
	}

	private static final ShadowType<Node, String> NODE_TYPE = ShadowType.builder(Node.class, String.class)
		.id(3)
		.destructor((parent, value, cause) -> {
			Objects.requireNonNull(parent).events.add("freed %s of %s".formatted(cause, value));
		})
		.build();

	/**
	 * Random beans with each kind of dependency that Spring has, created from a seed.
	 */
	static final class Graph {

		static final int SIZE = 9;

		private final Random random;

		private final List<String> events = new ArrayList<>();

		Graph(int seed) {
			this.random = new Random(seed);
		}

		List<String> destroyed(boolean starter) {
			try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
				// A bean may depend on the beans before it in this list, wherever they
				// are defined
				List<Integer> defined = new ArrayList<>(IntStream.range(0, SIZE).boxed().toList());
				Collections.shuffle(defined, this.random);
				int typeAt = this.random.nextInt(SIZE);
				int needed = this.random.nextInt(SIZE);
				boolean late = this.random.nextInt(3) == 0;
				for (int node : defined) {
					if (node == typeAt && !late) {
						context.registerBeanDefinition("type", type((node < needed) ? null : name(needed)));
					}
					context.registerBeanDefinition(name(node), node(node));
				}
				if (starter) {
					context.register(ShadowAutoConfiguration.class);
				}
				context.refresh();
				DefaultListableBeanFactory beanFactory = context.getDefaultListableBeanFactory();
				for (int lookups = this.random.nextInt(4); lookups > 0; lookups--) {
					String user = name(this.random.nextInt(SIZE));
					String used = name(this.random.nextInt(SIZE));
					beanFactory.getBean(user);
					beanFactory.getBean(used);
					if (!user.equals(used) && this.random.nextBoolean()) {
						beanFactory.registerDependentBean(used, user);
					}
				}
				if (starter) {
					ShadowRegistry registry = context.getBean(ShadowRegistry.class);
					if (late) {
						registry.register(NODE_TYPE);
					}
					beanFactory.getBeansOfType(Node.class)
						.forEach((name, bean) -> registry.alloc(bean, 3, (parent) -> name));
				}
				else {
					beanFactory.getBeansOfType(Node.class);
				}
			}
			return this.events;
		}

		private RootBeanDefinition type(@Nullable String needed) {
			RootBeanDefinition definition = new RootBeanDefinition(NodeTypeConfiguration.class);
			definition.setFactoryMethodName("type");
			definition.setTargetType(ResolvableType.forClassWithGenerics(ShadowType.class, Node.class, String.class));
			if (needed != null) {
				definition.setDependsOn(needed);
			}
			return definition;
		}

		private RootBeanDefinition node(int node) {
			RootBeanDefinition definition = new RootBeanDefinition(
					this.random.nextBoolean() ? CloseableNode.class : PlainNode.class);
			ManagedList<Object> references = new ManagedList<>();
			String lookup = "";
			for (int other = 0; other < node; other++) {
				switch (this.random.nextInt(12)) {
					case 0, 1 -> references.add(new RuntimeBeanReference(name(other)));
					case 2 -> definition.setDependsOn(name(other));
					case 3 -> lookup = name(other);
					default -> {
					}
				}
			}
			definition.setLazyInit(this.random.nextInt(4) == 0);
			definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name(node));
			definition.getConstructorArgumentValues().addIndexedArgumentValue(1, this.events);
			definition.getConstructorArgumentValues().addIndexedArgumentValue(2, references);
			definition.getConstructorArgumentValues().addIndexedArgumentValue(3, lookup);
			return definition;
		}

		private static String name(int node) {
			return "node" + node;
		}

	}

	static class Node implements BeanFactoryAware {

		final String name;

		final List<String> events;

		private final String lookup;

		Node(String name, List<String> events, String lookup) {
			this.name = name;
			this.events = events;
			this.lookup = lookup;
		}

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			if (!this.lookup.isEmpty()) {
				beanFactory.getBean(this.lookup);
				if (this.lookup.compareTo("node5") < 0) {
					((DefaultListableBeanFactory) beanFactory).registerDependentBean(this.lookup, this.name);
				}
			}
		}

	}

	static final class PlainNode extends Node {

		PlainNode(String name, List<String> events, List<Node> needed, String lookup) {
			super(name, events, lookup);
		}

	}

	static final class CloseableNode extends Node implements AutoCloseable {

		CloseableNode(String name, List<String> events, List<Node> needed, String lookup) {
			super(name, events, lookup);
		}

		@Override
		public void close() {
			this.events.add(this.name);
		}

	}

	static final class Pool implements AutoCloseable {

		private final String name;

		private boolean open = true;

		Pool(String name) {
			this.name = name;
		}

		@Override
		public void close() {
			this.open = false;
			events.add(this.name + " closed");
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	static final class Writer {

		private final ObjectProvider<Pool> pools;

		Writer(ObjectProvider<Pool> pools) {
			this.pools = pools;
		}

		@PreDestroy
		void writeTheRest() {
			Pool pool = this.pools.getObject();
			events.add("writer wrote to %s, open: %s".formatted(pool, pool.open));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WriterConfiguration {

		@Bean
		Pool pool() {
			return new Pool("pool");
		}

		@Bean
		Writer writer(ObjectProvider<Pool> pools) {
			return new Writer(pools);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GreekConfiguration {

		@Bean
		Pool alpha() {
			return new Pool("alpha");
		}

		@Bean
		Pool beta() {
			return new Pool("beta");
		}

		@Bean
		Pool gamma() {
			return new Pool("gamma");
		}

		@Bean
		Pool delta() {
			return new Pool("delta");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PoolTypeConfiguration {

		@Bean
		ShadowType<Pool, String> poolType() {
			return POOL_TYPE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedyTypeConfiguration {

		@Bean
		ShadowType<Pool, String> needyType(Pool beta) {
			return ShadowType.builder(Pool.class, String.class)
				.id(2)
				.name("needy")
				.destructor((parent, value, cause) -> {
					assertThat(beta.open).isTrue();
					events.add("needy freed %s of %s".formatted(cause, parent));
				})
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	record VariableConfiguration(ObjectProvider<ShadowVariable<Pool, String>> variable) {

		@Bean
		@Lazy
		ShadowVariable<Pool, String> lazyVariable(ShadowRegistry registry) {
			return registry.register(ShadowType.builder(Pool.class, String.class)
				.id(1)
				.constructor((parent) -> "value")
				.destructor((parent, value, cause) -> events.add("freed %s of %s".formatted(cause, parent)))
				.build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryConfiguration {

		@Bean
		ShadowRegistry ownRegistry() {
			ShadowRegistry registry = ShadowRegistry.create();
			registry.register(ShadowType.builder(ConfigurableApplicationContext.class, String.class)
				.id(7)
				.destructor((parent, value, cause) -> events.add("own registry closed"))
				.build());
			return registry;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NodeTypeConfiguration {

		@Bean
		static ShadowType<Node, String> type() {
			return NODE_TYPE;
		}

	}

}
