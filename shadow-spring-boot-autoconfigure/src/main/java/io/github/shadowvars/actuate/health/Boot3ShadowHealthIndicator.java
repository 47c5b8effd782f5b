package io.github.shadowvars.actuate.health;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

import io.github.shadowvars.ShadowRegistry;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Creates the health indicator for Spring Boot 3.5, where the types that
 * {@link ShadowHealthIndicator} uses have other names. This class calls them by
 * reflection, because the library is compiled against Spring Boot 4.
 * <p>
 * For the auto-configuration only. It will be removed with the support for Spring Boot
 * 3.5. An application replaces the indicator by its name:
 *
 * <pre class="code">
 * &#064;Bean
 * HealthIndicator shadowHealthIndicator(ShadowRegistry registry) {
 *     return () -&gt; registry.variables().stream().anyMatch(ShadowVariable::isSuspect) ? Health.unknown().build()
 *             : Health.up().build();
 * }
 * </pre>
 */
public final class Boot3ShadowHealthIndicator implements FactoryBean<Object> {

	private static final String HEALTH = "org.springframework.boot.actuate.health.Health";

	private static final String INDICATOR = "org.springframework.boot.actuate.health.HealthIndicator";

	private final ObjectProvider<ShadowRegistry> registry;

	/**
	 * Creates the factory.
	 * @param registry the registry to check
	 */
	public Boot3ShadowHealthIndicator(ObjectProvider<ShadowRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public Class<?> getObjectType() {
		return load(INDICATOR);
	}

	@Override
	public Object getObject() {
		SuspectIds suspects = new SuspectIds(this.registry.getObject());
		return Proxy.newProxyInstance(getObjectType().getClassLoader(), new Class<?>[] { getObjectType() },
				(proxy, method, arguments) -> {
					if (method.isDefault()) {
						return InvocationHandler.invokeDefault(proxy, method, arguments);
					}
					return switch (method.getName()) {
						case "health" -> health(suspects.details());
						case "equals" -> proxy == arguments[0];
						default -> method.invoke(suspects, arguments);
					};
				});
	}

	private static Object health(Map<String, Object> details) throws ReflectiveOperationException {
		Object builder = load(HEALTH).getMethod(details.isEmpty() ? "up" : "down").invoke(null);
		Method withDetails = builder.getClass().getMethod("withDetails", Map.class);
		return builder.getClass().getMethod("build").invoke(withDetails.invoke(builder, details));
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, Boot3ShadowHealthIndicator.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(
					"The class %s of Spring Boot 3.5 is missing; add its actuator".formatted(name), ex);
		}
	}

}
