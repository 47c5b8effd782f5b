package com.acme.modular;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Uses the starter as a module, and fails if that is not possible.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class ModularApplication {

	@Bean
	ShadowType<Object, String> tenant() {
		return ShadowType.builder(Object.class, String.class)
			.id(0x1)
			.name("tenant")
			.constructor((connection) -> "nobody")
			.build();
	}

	public static void main(String[] args) {
		Module library = ShadowRegistry.class.getModule();
		check("io.github.shadowvars".equals(library.getName()), "The library is in " + library);
		check(library.getDescriptor().isAutomatic(), "The library is no automatic module");
		try (ConfigurableApplicationContext context = SpringApplication.run(ModularApplication.class, args)) {
			ShadowVariable<?, ?> variable = context.getBean(ShadowRegistry.class).find("tenant");
			check(variable != null, "The type was not registered");
			Object parent = new Object();
			Object value = context.getBean(ShadowRegistry.class).getOrAlloc(parent, 0x1, (connection) -> "nobody");
			check("nobody".equals(value) && variable.count() == 1, "The value is " + value);
		}
		System.out.println("Ran in " + ModularApplication.class.getModule());
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalStateException(message);
		}
	}

}
