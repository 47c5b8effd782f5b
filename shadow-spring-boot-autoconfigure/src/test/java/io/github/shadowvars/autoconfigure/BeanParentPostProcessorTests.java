package io.github.shadowvars.autoconfigure;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.config.Scope;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BeanParentPostProcessor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BeanParentPostProcessorTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class))
		.withInitializer((context) -> events.clear());

	@Test
	void closeWhenTypeIsABeanShouldFreeJustBeforeTheDestroyCallbacks(CapturedOutput output) {
		this.runner.withUserConfiguration(ParentConfiguration.class, TypeConfiguration.class).run((context) -> {
			attach(context, context.getBean("parent"));
			context.close();
		});
		assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
		assertThat(output).doesNotContain("not eligible").doesNotContain("WARN");
	}

	@Test
	void closeWhenTypeWasRegisteredBeforeTheBeanWasMadeShouldFreeIt() {
		this.runner.withUserConfiguration(LazyParentConfiguration.class, TypeConfiguration.class).run((context) -> {
			attach(context, context.getBean("parent"));
			context.close();
		});
		assertThat(events).containsExactly("freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
	}

	@Test
	void closeWhenTypeIsRegisteredAtRunTimeShouldFreeIt() {
		this.runner.withUserConfiguration(ParentConfiguration.class).run((context) -> {
			context.getBean(ShadowRegistry.class).register(type(1));
			attach(context, context.getBean("parent"));
			context.close();
		});
		assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
	}

	@Test
	void closeWhenBeanHasNoDestroyCallbacksShouldFreeItAfterItsUsers() {
		this.runner.withUserConfiguration(PlainConfiguration.class).run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			ShadowVariable<Plain, String> variable = registry.register(ShadowType.builder(Plain.class, String.class)
				.id(1)
				.destructor((parent, value, cause) -> events.add("freed " + cause))
				.build());
			variable.alloc(context.getBean(Plain.class), (parent) -> "value");
			context.close();
		});
		assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED");
	}

	@Test
	void closeWhenTypeIsRegisteredDuringTheStartShouldFreeABeanWithoutDestroyCallbacksAfterItsUsers() {
		this.runner.withUserConfiguration(RegisteringConfiguration.class, PlainConfiguration.class).run((context) -> {
			context.getBean(ShadowRegistry.class).alloc(context.getBean(Plain.class), 1, (parent) -> "value");
			context.close();
		});
		assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED", "needed closed");
	}

	@Test
	void startWhenItFailsShouldFreeJustBeforeTheDestroyCallbacks() {
		this.runner.withUserConfiguration(ParentConfiguration.class, FailingConfiguration.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
	}

	@Test
	void closeWhenBeanIsARecordShouldFreeIt() {
		this.runner.withBean("point", Point.class, () -> new Point(1)).run((context) -> {
			context.getBean(ShadowRegistry.class)
				.register(ShadowType.builder(Point.class, String.class)
					.id(1)
					.destructor((parent, value, cause) -> events.add("freed " + cause))
					.build())
				.alloc(context.getBean(Point.class), (parent) -> "value");
			context.close();
		});
		assertThat(events).containsExactly("freed PARENT_DESTROYED");
	}

	@Test
	void closeWhenTypeCameWhileTheBeanWasBeingMadeShouldFreeIt() {
		this.runner.withUserConfiguration(LazyParentConfiguration.class, LateTypeConfiguration.class).run((context) -> {
			attach(context, context.getBean("parent"));
			context.close();
		});
		assertThat(events).containsExactly("freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
	}

	@Test
	void destroySingletonShouldFreeItWithTheContextOpen() {
		this.runner.withUserConfiguration(ParentConfiguration.class, TypeConfiguration.class).run((context) -> {
			attach(context, context.getBean("parent"));
			beanFactory(context).destroySingleton("parent");
			assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
		});
		assertThat(events).hasSize(4);
	}

	@Test
	void destroyBeanWhenPrototypeShouldFreeIt() {
		this.runner.withUserConfiguration(TypeConfiguration.class)
			.withBean("parent", Parent.class, Parent::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> {
				Object parent = context.getBean("parent");
				attach(context, parent);
				context.getBeanFactory().destroyBean("parent", parent);
				assertThat(events).containsExactly("freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
			});
	}

	@Test
	void closeWhenATypeNeedsTheBeanShouldUnregisterTheTypeFirst() {
		this.runner.withUserConfiguration(NeededConfiguration.class).run((context) -> {
			attach(context, context.getBean("parent"));
			context.close();
		});
		assertThat(events).containsExactly("freed UNREGISTERED, open", "@PreDestroy", "closed");
	}

	@Test
	void closeWhenBeanIsProxiedShouldFreeWhatIsAttachedToTargetAndProxyOnce() {
		this.runner.withUserConfiguration(AutoProxyConfiguration.class, ParentConfiguration.class).run((context) -> {
			Parent proxy = context.getBean("parent", Parent.class);
			Parent target = target(proxy);
			assertThat(AopUtils.isAopProxy(proxy)).isTrue();
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.register(type(1)).alloc(target, (parent) -> "raw target");
			registry.register(type(2)).alloc(proxy, (parent) -> "proxy itself");
			registry.register(type(3, ParentResolvers.target())).alloc(proxy, (parent) -> "resolved");
			assertThat(registry.get(target, 3)).isEqualTo("resolved");
			events.clear();
			context.close();
			assertThat(registry.isClosed()).isTrue();
		});
		assertThat(events).hasSize(6)
			.containsOnlyOnce("freed PARENT_DESTROYED raw target", "freed PARENT_DESTROYED proxy itself",
					"freed PARENT_DESTROYED resolved")
			.endsWith("@PreDestroy", "closed");
	}

	@Test
	void closeWhenBeanIsWrappedByNoProxyOfSpringShouldCloseWhatIsInside() {
		this.runner.withUserConfiguration(WrapperConfiguration.class, ParentConfiguration.class).run((context) -> {
			AutoCloseable wrapper = context.getBean("parent", AutoCloseable.class);
			assertThat(Proxy.isProxyClass(wrapper.getClass())).isTrue();
			context.getBean(ShadowRegistry.class)
				.register(ShadowType.builder(AutoCloseable.class, String.class)
					.id(1)
					.destructor((parent, value, cause) -> events.add("freed " + cause))
					.build())
				.alloc(wrapper, (parent) -> "value");
			context.close();
		});
		assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED", "@PreDestroy", "closed");
	}

	@Test
	void removeBeanDefinitionWhenTypeCameLaterShouldStillCallTheDestroyMethod() {
		this.runner.withUserConfiguration(ParentConfiguration.class).run((context) -> {
			context.getBean(ShadowRegistry.class).register(type(1));
			attach(context, context.getBean("parent"));
			beanFactory(context).removeBeanDefinition("parent");
			assertThat(events).containsExactly("user closed", "freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
		});
		assertThat(events).hasSize(4);
	}

	@Test
	void closeWhenResolverFailsShouldLogItAndDestroyTheBean(CapturedOutput output) {
		this.runner.withUserConfiguration(ParentConfiguration.class).run((context) -> {
			context.getBean(ShadowRegistry.class).register(type(1, (parent) -> {
				throw new IncompatibleClassChangeError("no target");
			}));
			context.close();
		});
		assertThat(events).containsExactly("user closed", "@PreDestroy", "closed");
		assertThat(output)
			.containsOnlyOnce("Not every shadow variable of bean 'parent' was freed before its destruction")
			.contains("no target");
	}

	@Test
	void endOfScopeWhenTypeCameLaterShouldFreeJustBeforeTheDestroyCallbacks() {
		this.runner.withUserConfiguration(ScopeConfiguration.class).run((context) -> {
			Parent proxy = context.getBean("parent", Parent.class);
			proxy.touch();
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			ShadowVariable<Parent, String> variable = registry.register(type(1, ParentResolvers.target()));
			variable.alloc(proxy, (parent) -> "value");
			Conversation first = Conversation.current;
			Conversation.current = new Conversation();
			assertThat(variable.get(proxy)).isNull();
			variable.alloc(proxy, (parent) -> "other");
			first.end();
			assertThat(events).containsExactly("freed PARENT_DESTROYED value", "@PreDestroy", "closed");
			assertThat(variable.get(proxy)).isEqualTo("other");
		});
	}

	@Test
	void endOfScopeWhenBeanIsProxiedShouldFreeWhatIsAttachedToTargetAndProxyOnce() {
		this.runner.withUserConfiguration(AutoProxyConfiguration.class, ScopeConfiguration.class).run((context) -> {
			Parent proxy = context.getBean("scopedTarget.parent", Parent.class);
			Parent target = target(proxy);
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.register(type(1)).alloc(target, (parent) -> "raw target");
			registry.register(type(2)).alloc(proxy, (parent) -> "proxy itself");
			registry.register(type(3, ParentResolvers.target()))
				.alloc(context.getBean("parent", Parent.class), (parent) -> "resolved");
			events.clear();
			Conversation.current.end();
			assertThat(events).containsExactly("freed PARENT_DESTROYED resolved", "freed PARENT_DESTROYED raw target",
					"freed PARENT_DESTROYED proxy itself", "@PreDestroy", "closed");
		});
	}

	@Test
	void scopedBeanThatIsForgottenShouldBeCollected() {
		this.runner.withUserConfiguration(AutoProxyConfiguration.class, ScopeConfiguration.class).run((context) -> {
			WeakReference<Object> bean = new WeakReference<>(
					target(context.getBean("scopedTarget.parent", Parent.class)));
			Conversation.current = new Conversation();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				System.gc();
				return bean.refersTo(null);
			});
		});
	}

	@Test
	void requiresDestructionShouldHoldForScopedBeansOfParentClassesOnly() {
		this.runner.withUserConfiguration(PlainScopeConfiguration.class).run((context) -> {
			BeanParentPostProcessor processor = context.getBean(BeanParentPostProcessor.class);
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			Object plain = context.getBean("plain");
			registry.alloc(plain, 0xcafe, (parent) -> "untyped");
			assertThat(processor.requiresDestruction(plain)).isFalse();
			ShadowVariable<Plain, String> variable = registry
				.register(ShadowType.builder(Plain.class, String.class).id(1).build());
			assertThat(processor.requiresDestruction(plain)).isTrue();
			variable.close();
			assertThat(processor.requiresDestruction(plain)).isFalse();
		});
	}

	@Test
	void getBeanWhenScopeRefusesCallbacksAndNoTypeFitsShouldNotAskForOne() {
		this.runner.withUserConfiguration(PlainScopeConfiguration.class, TypeConfiguration.class)
			.run((context) -> assertThat(context.getBean("plain")).isInstanceOf(Plain.class));
	}

	@Test
	void getBeanWhenScopeIsOfAThreadAndNoTypeFitsShouldNotWarn(CapturedOutput output) {
		this.runner.withUserConfiguration(ThreadScopeConfiguration.class, TypeConfiguration.class).run((context) -> {
			assertThat(context.getBean("plain")).isInstanceOf(Plain.class);
			assertThat(context.getBean("proxied").toString()).contains("Plain");
		});
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void registerWhenAScopedBeanWasMadeBeforeShouldWarnThatItIsNotWatched(CapturedOutput output) {
		this.runner.withUserConfiguration(ThreadScopeConfiguration.class).run((context) -> {
			Object plain = context.getBean("plain");
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.register(type(2));
			assertThat(output).doesNotContain("WARN");
			registry.register(ShadowType.builder(Plain.class, String.class).id(1).build());
			Objects.requireNonNull(plain);
		});
		assertThat(output).contains("Bean 'plain' of scope 'thread' was created before the first shadow type for "
				+ Plain.class.getName() + " was registered, so its shadow variables are freed only when it is "
				+ "garbage-collected; declare the type as a bean");
	}

	@Test
	void closeWhenRegistryBelongsToTheParentContextShouldFreeTheBeansOfTheChildOnly() {
		try (AnnotationConfigApplicationContext outer = new AnnotationConfigApplicationContext()) {
			outer.register(ShadowAutoConfiguration.class, TypeConfiguration.class);
			outer.registerBean("outerParent", Parent.class, Parent::new);
			outer.refresh();
			attach(outer, outer.getBean("outerParent"));
			this.runner.withParent(outer).withUserConfiguration(LazyParentConfiguration.class).run((context) -> {
				attach(context, context.getBean("parent"));
				context.close();
				assertThat(events).containsExactly("freed PARENT_DESTROYED, open", "@PreDestroy", "closed");
			});
			events.clear();
		}
		assertThat(events).contains("freed PARENT_DESTROYED, open");
	}

	@Test
	void closeWhenDisabledShouldLeaveItToTheRegistry() {
		this.runner.withPropertyValues("shadow.beans.enabled=false")
			.withUserConfiguration(ParentConfiguration.class, TypeConfiguration.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(BeanParentPostProcessor.class);
				attach(context, context.getBean("parent"));
				beanFactory(context).destroySingleton("parent");
				assertThat(events).containsExactly("user closed", "@PreDestroy", "closed");
			});
		assertThat(events).last().isEqualTo("freed CLOSED, shut");
	}

	private static void attach(ApplicationContext context, Object parent) {
		context.getBean(ShadowRegistry.class).alloc(parent, 1, (key) -> "");
	}

	private static DefaultListableBeanFactory beanFactory(ConfigurableApplicationContext context) {
		return (DefaultListableBeanFactory) context.getBeanFactory();
	}

	private static ShadowType<Parent, String> type(long id) {
		return ShadowType.builder(Parent.class, String.class)
			.id(id)
			.destructor(BeanParentPostProcessorTests::freed)
			.build();
	}

	private static ShadowType<Parent, String> type(long id, UnaryOperator<Parent> parentResolver) {
		return ShadowType.builder(Parent.class, String.class)
			.id(id)
			.destructor(BeanParentPostProcessorTests::freed)
			.parentResolver(parentResolver)
			.build();
	}

	private static Parent target(Parent proxy) {
		return (Parent) Objects.requireNonNull(AopProxyUtils.getSingletonTarget(proxy));
	}

	private static void freed(@Nullable Parent parent, String value, FreeCause cause) {
		events.add("freed " + cause
				+ (value.isEmpty() ? (Objects.requireNonNull(parent).open ? ", open" : ", shut") : " " + value));
	}

	static class Parent implements AutoCloseable {

		private boolean open = true;

		void touch() {
		}

		@PreDestroy
		void preDestroy() {
			events.add("@PreDestroy");
		}

		@Override
		public void close() {
			this.open = false;
			events.add("closed");
		}

	}

	static class Plain {

	}

	record Point(int x) {

	}

	record User(Object used) implements AutoCloseable {

		@Override
		public void close() {
			events.add("user closed");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ParentConfiguration {

		@Bean
		Parent parent() {
			return new Parent();
		}

		@Bean
		User user(AutoCloseable parent) {
			return new User(parent);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyParentConfiguration {

		@Bean
		@Lazy
		Parent parent() {
			return new Parent();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PlainConfiguration {

		@Bean
		Plain plain() {
			return new Plain();
		}

		@Bean
		User plainUser(Plain plain) {
			return new User(plain);
		}

	}

	/**
	 * Registers a type whose destructor needs another bean.
	 */
	@Configuration(proxyBeanMethods = false)
	static class RegisteringConfiguration {

		@Bean
		AutoCloseable needed() {
			return () -> events.add("needed closed");
		}

		@Bean
		ShadowVariable<?, ?> registering(ShadowRegistry registry) {
			return registry.register(ShadowType.builder(Plain.class, String.class)
				.id(1)
				.destructor((parent, value, cause) -> events.add("freed " + cause))
				.build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingConfiguration {

		@Bean
		InitializingBean failing(ShadowRegistry registry, Parent parent) {
			return () -> {
				registry.register(type(1)).alloc(parent, (same) -> "");
				throw new IllegalStateException("failing");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypeConfiguration {

		@Bean
		ShadowType<Parent, String> type() {
			return BeanParentPostProcessorTests.type(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeededConfiguration extends LazyParentConfiguration {

		@Bean
		ShadowType<Parent, String> type(Parent parent) {
			return BeanParentPostProcessorTests.type(1);
		}

	}

	/**
	 * Registers a type after Spring has asked whether the parent requires destruction,
	 * and before the parent exists.
	 */
	@Configuration(proxyBeanMethods = false)
	static class LateTypeConfiguration {

		@Bean
		static DestructionAwareBeanPostProcessor lateType(DefaultListableBeanFactory beanFactory) {
			return new DestructionAwareBeanPostProcessor() {

				@Override
				public boolean requiresDestruction(Object bean) {
					if (bean instanceof Parent) {
						beanFactory.getBean(ShadowRegistry.class).register(type(1));
					}
					return false;
				}

				@Override
				public void postProcessBeforeDestruction(Object bean, String beanName) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrapperConfiguration {

		@Bean
		static BeanPostProcessor wrapper() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					return (bean instanceof Parent) ? Proxy.newProxyInstance(getClass().getClassLoader(),
							new Class<?>[] { AutoCloseable.class }, (proxy, method, arguments) -> {
								throw new AssertionError(method);
							}) : bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopeConfiguration {

		@Bean
		static CustomScopeConfigurer scopes() {
			var configurer = new CustomScopeConfigurer();
			Conversation.current = new Conversation();
			configurer.addScope("conversation", new ConversationScope());
			return configurer;
		}

		@Bean
		@org.springframework.context.annotation.Scope(scopeName = "conversation",
				proxyMode = ScopedProxyMode.TARGET_CLASS)
		Parent parent() {
			return new Parent();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PlainScopeConfiguration {

		@Bean
		static CustomScopeConfigurer scopes() {
			var configurer = new CustomScopeConfigurer();
			configurer.addScope("refusing", new ConversationScope() {

				@Override
				public void registerDestructionCallback(String name, Runnable callback) {
					throw new UnsupportedOperationException(name);
				}

			});
			Conversation.current = new Conversation();
			return configurer;
		}

		@Bean
		@org.springframework.context.annotation.Scope("refusing")
		Plain plain() {
			return new Plain();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThreadScopeConfiguration {

		@Bean
		static CustomScopeConfigurer scopes() {
			var configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			return configurer;
		}

		@Bean
		@org.springframework.context.annotation.Scope("thread")
		Plain plain() {
			return new Plain();
		}

		@Bean
		@org.springframework.context.annotation.Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Plain proxied() {
			return new Plain();
		}

	}

	static final class Conversation {

		private static Conversation current = new Conversation();

		private final Map<String, Object> beans = new HashMap<>();

		private final Map<String, Runnable> callbacks = new HashMap<>();

		void end() {
			this.callbacks.values().forEach(Runnable::run);
		}

	}

	static class ConversationScope implements Scope {

		@Override
		public Object get(String name, ObjectFactory<?> objectFactory) {
			return Conversation.current.beans.computeIfAbsent(name, (key) -> objectFactory.getObject());
		}

		@Override
		public Object remove(String name) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
			Conversation.current.callbacks.put(name, callback);
		}

		@Override
		public Object resolveContextualObject(String key) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String getConversationId() {
			return "";
		}

	}

}
