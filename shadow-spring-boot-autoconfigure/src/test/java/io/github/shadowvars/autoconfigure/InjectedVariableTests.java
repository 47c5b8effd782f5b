package io.github.shadowvars.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import javax.tools.ToolProvider;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.io.InputStreamSource;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for variables that are injected because their type is a bean.
 */
@ExtendWith(OutputCaptureExtension.class)
class InjectedVariableTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class))
		.withInitializer((context) -> events.clear());

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void runShouldInjectTheVariableBeforeConstructorsRun(boolean lazy) {
		this.runner.withUserConfiguration(ServiceConfiguration.class)
			.withPropertyValues("shadow.types.station-lock.max-live=5")
			.withInitializer((context) -> {
				if (lazy) {
					context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
				}
			})
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("service")).isEqualTo(!lazy);
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				assertThat(registry.find("station-lock")).extracting(ShadowVariable::owners).isEqualTo(1);
				context.getBean(Service.class);
				assertThat(events).containsExactly("constructed true", "post-constructed true");
				assertThat(registry.variables()).extracting(ShadowVariable::owners).containsExactly(1);
				context.close();
				assertThat(events).containsExactly("constructed true", "post-constructed true",
						"destroyed while attached: true", "freed CLOSED");
			});
	}

	@Test
	void runWhenProcessedAheadOfTimeShouldInjectTheVariable(@TempDir Path folder) throws Exception {
		events.clear();
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AotConfiguration.class)), files);
		ClassName initializer;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(AotConfiguration.class, ShadowAutoConfiguration.class);
			// Its classes are neither public nor in the package of this test. Another
			// test may have generated the subclass of the configuration in this class
			// loader already.
			OverridingClassLoader loader = new OverridingClassLoader(getClass().getClassLoader()) {

				@Override
				protected boolean isEligibleForOverriding(String className) {
					return className.startsWith("com.acme.queries.");
				}

			};
			context.setClassLoader(loader);
			context.register(loader.loadClass("com.acme.queries.QueriesConfiguration"),
					loader.loadClass("com.acme.queries.QueryCounter"));
			initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		generation.writeGeneratedContent();
		assertThat(events).isEmpty();
		write(folder, files.getGeneratedFiles(Kind.CLASS));
		compile(folder, files.getGeneratedFiles(Kind.SOURCE));
		assertThat(runAheadOfTime(folder, initializer.canonicalName())).containsExactly("constructed true",
				"post-constructed true", "other-lock 1", "queries 1", "station-lock 1",
				"destroyed while attached: true", "freed CLOSED");
	}

	private static List<Path> write(Path folder, Map<String, InputStreamSource> generated) throws IOException {
		List<Path> files = new ArrayList<>();
		for (Map.Entry<String, InputStreamSource> entry : generated.entrySet()) {
			Path file = folder.resolve(entry.getKey());
			Files.createDirectories(file.getParent());
			try (InputStream content = entry.getValue().getInputStream()) {
				Files.copy(content, file);
			}
			files.add(file);
		}
		return files;
	}

	private static void compile(Path folder, Map<String, InputStreamSource> sources) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-cp",
				folder + File.pathSeparator + System.getProperty("java.class.path")));
		write(folder, sources).forEach((file) -> arguments.add(file.toString()));
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	// Generated classes are in the packages of others, and so need the same class loader
	@SuppressWarnings("unchecked")
	private static List<String> runAheadOfTime(Path folder, String initializer) throws Exception {
		List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader())) {
			thread.setContextClassLoader(loader);
			Method run = loader.loadClass(InjectedVariableTests.class.getName()).getDeclaredMethod("run", String.class);
			run.setAccessible(true);
			return (List<String>) run.invoke(null, initializer);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@SuppressWarnings({ "rawtypes", "unchecked" })
	static List<String> run(String initializer) throws ReflectiveOperationException {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			Class.forName(initializer)
				.asSubclass(ApplicationContextInitializer.class)
				.getConstructor()
				.newInstance()
				.initialize(context);
			context.refresh();
			context.getBean(ShadowRegistry.class)
				.variables()
				.forEach((variable) -> events.add(variable.name() + " " + variable.owners()));
		}
		return events;
	}

	@Test
	void runWhenTwoTypesHaveTheSameClassesShouldGoByTheQualifier() {
		this.runner.withUserConfiguration(TwoConfiguration.class)
			.run((context) -> assertThat(context.getBean(Qualified.class))
				.extracting((qualified) -> qualified.first().name(), (qualified) -> qualified.second().name())
				.containsExactly("first", "second"));
	}

	@Test
	void runWhenClassesAreGenericShouldTellThemApart() {
		this.runner.withUserConfiguration(GenericConfiguration.class)
			.run((context) -> assertThat(context.getBean(Generic.class))
				.extracting((generic) -> generic.numbers().name(), (generic) -> generic.texts().name())
				.containsExactly("numbers", "texts"));
	}

	@Test
	void runWhenTheUserDefinesAVariableShouldInjectThat() {
		this.runner.withUserConfiguration(ServiceConfiguration.class, OwnVariableConfiguration.class).run((context) -> {
			assertThat(context.getBean(Service.class).locks.name()).isEqualTo("own");
			assertThat(context.getBean(ShadowRegistry.class).variables()).hasSize(2);
		});
	}

	@Test
	void runWhenTypeHasADependencyShouldDestroyUsersThenVariablesThenTheDependency() {
		this.runner.withUserConfiguration(ResourceConfiguration.class).run((context) -> {
			context.close();
			assertThat(events).containsExactly("user closed while attached: true", "freed UNREGISTERED",
					"resource closed");
		});
	}

	@Test
	void runWhenRegistryBelongsToTheParentContextShouldInjectItsVariable() {
		try (AnnotationConfigApplicationContext outer = new AnnotationConfigApplicationContext()) {
			outer.register(ShadowAutoConfiguration.class);
			outer.refresh();
			this.runner.withParent(outer).withUserConfiguration(ServiceConfiguration.class).run((context) -> {
				assertThat(outer.getBean(ShadowRegistry.class).find("station-lock")).isNotNull();
				context.close();
				assertThat(events).endsWith("destroyed while attached: true", "freed UNREGISTERED");
			});
		}
	}

	@Test
	void runWhenAMockedRegistryAnswersNullShouldStartUnlessTheVariableIsInjected() {
		ApplicationContextRunner mocked = this.runner.withBean(ShadowRegistry.class,
				() -> Mockito.mock(ShadowRegistry.class));
		mocked.withUserConfiguration(TwoConfiguration.TypesConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
		mocked.withUserConfiguration(ServiceConfiguration.class).run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void startWhenNoTypeIsDeclaredShouldSayWhichBeanToDeclare(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> new SpringApplicationBuilder(MissingConfiguration.class).web(WebApplicationType.NONE).run());
		assertThat(output).containsSubsequence("APPLICATION FAILED TO START", "Parameter 0 of constructor in",
				"required a bean of type '" + ShadowVariable.class.getName() + "<" + Station.class.getName(),
				"but no ShadowType bean declares it. The beans 'other' declare types", "Action:",
				"Declare a ShadowType<Station, Lock> bean.");
	}

	private static ShadowType<Station, Lock> stationLock(String name) {
		return ShadowType.<Station, Lock>builder(Station.class, Lock.class)
			.name(name)
			.constructor((station) -> new ReentrantLock())
			.destructor((station, lock, cause) -> events.add("freed " + cause))
			.build();
	}

	static final class Station {

	}

	static class Service {

		private final Station station = new Station();

		private final ShadowVariable<Station, Lock> locks;

		Service(ShadowVariable<Station, Lock> locks) {
			this.locks = locks;
			locks.alloc(this.station);
			events.add("constructed " + locks.has(this.station));
		}

		@PostConstruct
		void start() {
			events.add("post-constructed " + this.locks.has(this.station));
		}

		@PreDestroy
		void stop() {
			events.add("destroyed while attached: " + this.locks.has(this.station));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ServiceConfiguration {

		@Bean
		Service service(ShadowVariable<Station, Lock> locks) {
			return new Service(locks);
		}

		@Bean
		ShadowType<Station, Lock> stationLock() {
			return InjectedVariableTests.stationLock("station-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AotConfiguration {

		@Bean
		Service service(@Qualifier("stationLock") ShadowVariable<Station, Lock> locks) {
			return new Service(locks);
		}

		@Bean
		ShadowType<Station, Lock> stationLock() {
			return InjectedVariableTests.stationLock("station-lock");
		}

		@Bean
		ShadowType<Station, Lock> otherLock() {
			return InjectedVariableTests.stationLock("other-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnVariableConfiguration {

		@Bean
		ShadowVariable<Station, Lock> own(ShadowRegistry registry) {
			return registry.register(InjectedVariableTests.stationLock("own"));
		}

	}

	record Qualified(ShadowVariable<Station, Lock> first, ShadowVariable<Station, Lock> second) {
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoConfiguration {

		@Bean
		Qualified qualified(@Qualifier("second") ShadowVariable<Station, Lock> second,
				@Qualifier("first") ShadowVariable<Station, Lock> first) {
			return new Qualified(first, second);
		}

		@Configuration(proxyBeanMethods = false)
		static class TypesConfiguration {

			@Bean
			ShadowType<Station, Lock> first() {
				return InjectedVariableTests.stationLock("first");
			}

			@Bean
			ShadowType<Station, Lock> second() {
				return InjectedVariableTests.stationLock("second");
			}

		}

	}

	record Generic(ShadowVariable<Thread, Map<String, Integer>> numbers,
			ShadowVariable<Thread, Map<String, String>> texts) {
	}

	@Configuration(proxyBeanMethods = false)
	static class GenericConfiguration {

		@Bean
		Generic generic(ShadowVariable<Thread, Map<String, Integer>> numbers,
				ShadowVariable<Thread, Map<String, String>> texts) {
			return new Generic(numbers, texts);
		}

		@Bean
		ShadowType<Thread, Map<String, Integer>> one() {
			return ShadowType.<Thread, Map<String, Integer>>builder(Thread.class, Map.class).name("numbers").build();
		}

		@Bean
		ShadowType<Thread, Map<String, String>> two() {
			return ShadowType.<Thread, Map<String, String>>builder(Thread.class, Map.class).name("texts").build();
		}

	}

	static final class Resource implements AutoCloseable {

		@Override
		public void close() {
			events.add("resource closed");
		}

	}

	/**
	 * Gets its variable late, through a provider.
	 */
	static final class User implements AutoCloseable {

		private final Station station = new Station();

		private final ObjectProvider<ShadowVariable<Station, Lock>> locks;

		User(ObjectProvider<ShadowVariable<Station, Lock>> locks) {
			this.locks = locks;
			locks.getObject().alloc(this.station);
		}

		@Override
		public void close() {
			events.add("user closed while attached: " + this.locks.getObject().has(this.station));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ResourceConfiguration {

		@Bean
		User user(ObjectProvider<ShadowVariable<Station, Lock>> locks) {
			return new User(locks);
		}

		@Bean
		Resource resource() {
			return new Resource();
		}

		@Bean
		ShadowType<Station, Lock> stationLock(Resource resource) {
			return InjectedVariableTests.stationLock("station-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class MissingConfiguration {

		@Bean
		ShadowType<Station, String> other() {
			return ShadowType.builder(Station.class, String.class).name("other").build();
		}

		@Configuration(proxyBeanMethods = false)
		static class Needing {

			Needing(ShadowVariable<Station, Lock> locks) {
				events.add(locks.name());
			}

		}

	}

}
