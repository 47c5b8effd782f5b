package io.github.shadowvars.restart.app;

import java.util.function.Consumer;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application that is restarted in a class loader of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class RestartedApplication {

	@Bean
	ShadowType<Object, Note> note() {
		return ShadowType.builder(Object.class, Note.class)
			.id(0x1)
			.name("note")
			.constructor((parent) -> new Note())
			.onFree(Note::burn)
			.build();
	}

	@Bean
	ShadowVariable<Subject, Note> subject(ShadowRegistry registry) {
		return registry.register(ShadowType.builder(Subject.class, Note.class)
			.id(0x2)
			.name("subject")
			.constructor((parent) -> new Note())
			.onFree(Note::burn)
			.build());
	}

	/**
	 * Starts the application, uses it, and closes it.
	 * @param parent a parent that outlives the application
	 * @param meters a registry that outlives the application
	 * @param running called while the application runs
	 */
	public static void run(Object parent, MeterRegistry meters, Consumer<ClassLoader> running) {
		// A shutdown hook would keep the first application's class loader
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(RestartedApplication.class)
			.web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.initializers((GenericApplicationContext initialized) -> initialized.registerBean(MeterRegistry.class,
					() -> meters))
			.run("--shadow.types.note.max-live=1", "--shadow.types.raw.id=0x3", "--spring.main.banner-mode=off",
					// Its threads remain, and hold the class loader of their creator
					"--spring.autoconfigure.exclude=org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")) {
			use(context.getBean(ShadowRegistry.class), parent);
			running.accept(RestartedApplication.class.getClassLoader());
		}
	}

	@SuppressWarnings("unchecked")
	private static void use(ShadowRegistry registry, Object parent) {
		((ShadowVariable<Object, Note>) registry.variables().get(0)).alloc(parent);
		Subject subject = new Subject();
		registry.getOrAlloc(subject, 0x1, (same) -> new Note());
		registry.getOrAlloc(subject, 0x2, (same) -> new Note());
		registry.getOrAlloc(parent, 0x3, (same) -> new Note());
	}

	/**
	 * A parent of the restarted class loader.
	 */
	static final class Subject {

	}

	/**
	 * A value of the restarted class loader.
	 */
	static final class Note {

		private boolean burnt;

		void burn() {
			if (this.burnt) {
				throw new IllegalStateException("Burnt twice");
			}
			this.burnt = true;
		}

	}

}
