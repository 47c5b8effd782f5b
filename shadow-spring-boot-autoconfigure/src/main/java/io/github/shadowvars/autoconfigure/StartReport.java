package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.autoconfigure.PropertyRules.Need;
import io.github.shadowvars.weave.Weaving;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Logs types, limits, lifetimes and access once at the start, and warns of each property
 * that has no effect. It logs nothing in an application without types and properties.
 */
final class StartReport implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(ShadowAutoConfiguration.class);

	/**
	 * The values that Spring converts to false.
	 */
	private static final Set<String> OFF = Set.of("false", "off", "no", "0");

	private static final List<String> SERVLET_PARENTS = List.of("jakarta.servlet.http.HttpSession",
			"jakarta.servlet.ServletRequest");

	private static final ConfigurationPropertyName TYPES = ConfigurationPropertyName.of("shadow.types");

	private static final int MAX_TYPES_SHOWN = 20;

	/**
	 * Up to this distance an environment variable counts as a misspelt property of this
	 * library.
	 */
	private static final int MAX_DISTANCE = 2;

	private final ApplicationContext context;

	private final ShadowBeans shadowBeans;

	private final ObjectProvider<ShadowTypeSettings> settings;

	private final ShadowRegistryListener listener = new LoggingHandlers.DoubtfulParents();

	private @Nullable WeavingReport weavingReport;

	private @Nullable ShadowRegistry registry;

	StartReport(ApplicationContext context, ShadowBeans shadowBeans, ObjectProvider<ShadowTypeSettings> settings) {
		this.context = context;
		this.shadowBeans = shadowBeans;
		this.settings = settings;
	}

	// Runs after the type beans were registered
	@Override
	public void afterSingletonsInstantiated() {
		if (Weaving.isActive() && isLocal()) {
			this.weavingReport = new WeavingReport();
			this.weavingReport.start();
		}
		if (!this.shadowBeans.registryUse().isAwaited()) {
			report();
		}
	}

	private void report() {
		this.registry = this.context.getBeanProvider(ShadowRegistry.class).getIfUnique();
		List<ShadowVariable<?, ?>> variables = (this.registry != null) ? this.registry.variables() : List.of();
		if (this.registry != null && !isBuiltBy(settings()) && isLocal()) {
			this.registry.addListener(this.listener);
			LifetimeBeans.warnOfUnused((ConfigurableListableBeanFactory) this.context.getAutowireCapableBeanFactory(),
					variables);
		}
		warn();
		if (!variables.isEmpty() || !settings().ids().isEmpty()) {
			logger.info(summary(variables));
		}
	}

	// A registry of the application may exist longer than this context
	@Override
	public void destroy() {
		if (this.registry != null) {
			this.registry.removeListener(this.listener);
		}
		if (this.weavingReport != null) {
			this.weavingReport.stop();
		}
	}

	private boolean isLocal() {
		return this.context.getBeanNamesForType(ShadowRegistry.class).length > 0;
	}

	private void warn() {
		PropertySearch search = new PropertySearch(this.context.getEnvironment());
		List<ConfigurationProperty> properties = new ArrayList<>();
		for (ConfigurationPropertyName prefix : PropertySearch.PREFIXES) {
			properties.addAll(search.findBelow(prefix));
		}
		for (ConfigurationProperty property : properties) {
			String reason = reason(property);
			if (reason != null) {
				logger.warn("Property %s from %s has no effect: %s".formatted(property.getName(),
						PropertySearch.origin(property), reason));
			}
		}
		if (this.registry == null && properties.isEmpty()) {
			String[] types = this.context.getBeanNamesForType(io.github.shadowvars.ShadowType.class, true, false);
			if (types.length > 0) {
				logger.warn("The types of the beans '%s' are not registered: %s".formatted(String.join("', '", types),
						noRegistry()));
			}
		}
	}

	/**
	 * Returns why a property has no effect, or null if it has one.
	 */
	private @Nullable String reason(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		Need need = PropertyRules.of(name);
		if (need == null && !PropertySearch.SHADOW.isAncestorOf(name)) {
			// A property of Spring Boot
			return null;
		}
		if (need == null) {
			String nearest = PropertyRules.nearest(name);
			return isForeign(property, nearest) ? null
					: "there is no such property; the nearest name is %s".formatted(nearest);
		}
		if (need == Need.NOTHING || isSwitchedOff(property)) {
			return null;
		}
		if (this.registry == null) {
			return noRegistry();
		}
		return switch (need) {
			case NOTHING, REGISTRY -> null;
			case BUILT_REGISTRY -> notBuilt(property);
			case LIMIT -> (notBuilt(property) != null) ? notBuilt(property) : unlimited(name);
			case INTEGRATION -> (notBuilt(property) != null) ? notBuilt(property) : notIntegrated(property);
			case METERS -> missing(property, List.of("shadowMeterBinder"),
					"there is no auto-configured meter binder; it needs Micrometer and a MeterRegistry bean in this "
							+ "context, and the application must not define a ShadowMeterBinder bean");
			case HEALTH -> missing(property, List.of("shadowHealthIndicator"),
					"there is no health indicator; add the dependency spring-boot-starter-actuator");
			case ENDPOINT -> missing(property, List.of("shadowsEndpoint"),
					"there is no endpoint 'shadows'; add the dependency spring-boot-starter-actuator, and expose the "
							+ "endpoint, for example with management.endpoints.web.exposure.include=health,shadows");
		};
	}

	private @Nullable String notIntegrated(ConfigurationProperty property) {
		Integration integration = Integration.of(property.getName());
		return (integration != null)
				? missing(property, integration.beanNames(),
						"%s are not watched; that needs %s".formatted(integration.parents(), integration.need()))
				: null;
	}

	/**
	 * Returns why a property that sets certain beans has no effect, or null if one of
	 * these beans exists.
	 */
	private @Nullable String missing(ConfigurationProperty property, List<String> beanNames, String reason) {
		// A test of a slice leaves out the auto-configurations that define these beans
		if (ShadowTypeRegistrar.isSlice(this.context.getEnvironment()) || beanNames.stream().anyMatch(this::hasBean)) {
			return null;
		}
		ConfigurationProperty off = switchedOffBy(property);
		if (off != null) {
			return "%s=%s switches it off; remove one of the two".formatted(off.getName(), off.getValue());
		}
		for (ApplicationContext outer = this.context.getParent(); outer != null; outer = outer.getParent()) {
			if (beanNames.stream().anyMatch(outer::containsLocalBean)) {
				return isSet(outer, property) ? null : "it acts in the parent context; set it there";
			}
		}
		return reason;
	}

	private static boolean isSet(ApplicationContext context, ConfigurationProperty property) {
		ConfigurationProperty theirs = new PropertySearch(context.getEnvironment()).find(property.getName());
		return theirs != null && theirs.getValue().equals(property.getValue());
	}

	/**
	 * Returns whether an environment variable belongs to something else. Kubernetes sets
	 * {@code SHADOW_SERVICE_HOST} for a service named {@code shadow}.
	 */
	private static boolean isForeign(ConfigurationProperty property, String nearest) {
		ConfigurationPropertySource source = property.getSource();
		boolean group = PropertyRules.NEEDS.keySet()
			.stream()
			.anyMatch((known) -> known.startsWith("shadow." + property.getName().getElement(1, Form.ORIGINAL) + "."));
		return source != null && source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource && !group
				&& NearestNames.distance(UniformName.of(property.getName().toString()),
						UniformName.of(nearest)) > MAX_DISTANCE;
	}

	/**
	 * Returns whether a property switches something off. Such a property needs no
	 * warning, even if that thing is missing anyway.
	 */
	private boolean isSwitchedOff(ConfigurationProperty property) {
		String value = this.context.getEnvironment().resolvePlaceholders(property.getValue().toString());
		String key = property.getName().getLastElement(Form.UNIFORM);
		// Not for types: a type that is enabled in spite of its property is worth a
		// warning
		return (key.equals("enabled") && !TYPES.isAncestorOf(property.getName())
				&& OFF.contains(value.toLowerCase(Locale.ROOT)))
				|| (key.equals("access") && value.equalsIgnoreCase("none"));
	}

	/**
	 * Returns the property of a group that switches off the whole group, or null if there
	 * is none.
	 */
	private @Nullable ConfigurationProperty switchedOffBy(ConfigurationProperty property) {
		PropertySearch search = new PropertySearch(this.context.getEnvironment());
		for (ConfigurationPropertyName group = property.getName().getParent(); group
			.getNumberOfElements() > 1; group = group.getParent()) {
			for (String key : List.of("enabled", "access")) {
				ConfigurationProperty found = search.find(group.append(key));
				if (found != null && isSwitchedOff(found)) {
					return found;
				}
			}
		}
		return null;
	}

	private String noRegistry() {
		return "there are several registries ('%s') and none is primary; mark one of them with @Primary"
			.formatted(String.join("', '", this.context.getBeanNamesForType(ShadowRegistry.class)));
	}

	private @Nullable String notBuilt(ConfigurationProperty property) {
		if (isBuiltBy(settings())) {
			return null;
		}
		String[] own = this.context.getBeanNamesForType(ShadowRegistry.class);
		if (own.length > 0) {
			return "the application defines the registry bean '%s', which is not built from properties; set it with the "
				.formatted(own[0]) + "registry's builder, or use a ShadowRegistryCustomizer instead of that bean";
		}
		ApplicationContext parent = this.context.getParent();
		ShadowTypeSettings settings = (parent != null)
				? parent.getBeanProvider(ShadowTypeSettings.class).getIfAvailable() : null;
		if (parent != null && settings != null && isBuiltBy(settings)) {
			return isSet(parent, property) ? null
					: "the registry belongs to the parent context; set the property there";
		}
		return "the registry belongs to the parent context and is not built from properties; set it with the "
				+ "registry's builder";
	}

	private ShadowTypeSettings settings() {
		return this.settings.getObject();
	}

	private boolean isBuiltBy(ShadowTypeSettings settings) {
		ShadowRegistry built = settings.registry();
		return built != null && this.registry != null
				&& (built == this.registry || built == AopProxyUtils.getSingletonTarget(this.registry));
	}

	private @Nullable String unlimited(ConfigurationPropertyName name) {
		boolean type = name.getNumberOfElements() > 3;
		String typeName = type ? name.getElement(2, Form.ORIGINAL) : "";
		if (type ? settings().isLimited(typeName) : settings().isLimited()) {
			return null;
		}
		return "there is no limit; set %s, too"
			.formatted(type ? ShadowTypeSettings.property(typeName, "max-live") : "shadow.defaults.max-live");
	}

	private boolean hasBean(String name) {
		return this.context.containsLocalBean(name);
	}

	private String summary(List<ShadowVariable<?, ?>> variables) {
		boolean built = isBuiltBy(settings());
		Stream<String> types = variables.stream()
			.map((variable) -> Labels.of(variable) + (built ? limits(settings().settings(variable.type())) : ""));
		Stream<String> named = settings().ids()
			.entrySet()
			.stream()
			.filter((id) -> built && variables.stream().noneMatch((variable) -> variable.id() == id.getKey()))
			.map((id) -> Labels.of(id.getKey(), id.getValue()) + " (not used yet)");
		List<String> all = Stream.concat(types, named).toList();
		String shown = all.stream().limit(MAX_TYPES_SHOWN).collect(Collectors.joining(", "));
		String more = (all.size() > MAX_TYPES_SHOWN) ? " and %d more".formatted(all.size() - MAX_TYPES_SHOWN) : "";
		return "Shadow variables: %s%s. Lifetimes: %s. Endpoint 'shadows': %s.".formatted(shown, more,
				lifetimes(variables), endpoint());
	}

	private static String limits(ShadowSettings settings) {
		if (!settings.enabled()) {
			return " disabled";
		}
		return (settings.maxLive() == Long.MAX_VALUE) ? "" : " max-live=%d on-limit=%s".formatted(settings.maxLive(),
				settings.onLimit().name().toLowerCase(Locale.ROOT));
	}

	/**
	 * Returns the names of the parents whose lifetimes are in use, because a type has
	 * such parents. {@code Object} as the parent class does not count.
	 */
	private String lifetimes(List<ShadowVariable<?, ?>> variables) {
		List<String> parents = new ArrayList<>();
		if (hasBean("shadowBeanParentPostProcessor")
				&& variables.stream().anyMatch((variable) -> variable.type().parentType() != Object.class)) {
			parents.add("beans");
		}
		if (hasBean("shadowServletParentListener") && fits(variables, SERVLET_PARENTS)) {
			parents.add("HTTP sessions and requests");
		}
		boolean built = isBuiltBy(settings());
		for (Integration integration : Integration.values()) {
			if (built && integration.beanNames().stream().anyMatch(this::hasBean)
					&& fits(variables, integration.parentTypes())) {
				parents.add(integration.parents());
			}
		}
		return parents.isEmpty() ? "none" : String.join(", ", parents);
	}

	private boolean fits(List<ShadowVariable<?, ?>> variables, List<String> parentTypes) {
		ClassLoader classLoader = this.context.getClassLoader();
		return parentTypes.stream()
			.filter((name) -> ClassUtils.isPresent(name, classLoader))
			.map((name) -> ClassUtils.resolveClassName(name, classLoader))
			.anyMatch((parentType) -> variables.stream()
				.anyMatch((variable) -> ShadowBeans.mayBe(variable.type().parentType(), parentType)));
	}

	private String endpoint() {
		return hasBean("shadowsEndpoint") ? EndpointPurge.describe(this.context) : "not available";
	}

	/**
	 * A class of its own, because it can be loaded only with the actuator present.
	 */
	private static final class EndpointPurge {

		private static String describe(ApplicationContext context) {
			EndpointAccessResolver resolver = context.getBeanProvider(EndpointAccessResolver.class).getIfAvailable();
			Access access = (resolver != null) ? resolver.accessFor(EndpointId.of("shadows"), Access.READ_ONLY)
					: Access.READ_ONLY;
			return (access == Access.UNRESTRICTED) ? "can purge"
					: "read-only, set management.endpoint.shadows.access=unrestricted to purge";
		}

	}

}
