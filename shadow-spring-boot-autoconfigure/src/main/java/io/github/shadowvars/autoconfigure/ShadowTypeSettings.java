package io.github.shadowvars.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowSettings.OnLimit;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ShadowProperties.Defaults;
import org.jspecify.annotations.Nullable;

/**
 * The settings of types that the properties define.
 */
final class ShadowTypeSettings implements Function<ShadowType<?, ?>, ShadowSettings> {

	private static final String HEX = "0[xX][0-9a-fA-F]+";

	private static final String DECIMAL = "[0-9]+";

	private static final String DEFAULT_MAX_LIVE = "shadow.defaults.max-live";

	private static final int MAX_NAMES_SHOWN = 20;

	private final ShadowProperties properties;

	private final Defaults defaults;

	private final ShadowTracking tracking;

	/**
	 * The properties by uniform name.
	 */
	private final Map<String, Named> types = new LinkedHashMap<>();

	private final Map<Long, String> ids = new LinkedHashMap<>();

	private final RegisteredNames registered = new RegisteredNames();

	ShadowTypeSettings(ShadowProperties properties) {
		this.properties = properties;
		this.defaults = properties.defaults();
		this.tracking = properties.tracking().level();
		checkNotNegative(DEFAULT_MAX_LIVE, this.defaults.maxLive());
		for (Map.Entry<String, ShadowProperties.Type> entry : properties.types().entrySet()) {
			String name = entry.getKey();
			checkName(name);
			checkNotNegative(property(name, "max-live"), entry.getValue().maxLive());
			this.types.merge(UniformName.of(name), new Named(name, entry.getValue()), Named::merge);
		}
		for (Named named : this.types.values()) {
			if (named.type().id() != null) {
				addId(named.name(), named.type().id());
			}
		}
	}

	/**
	 * Returns the properties that these settings were created from.
	 */
	ShadowProperties properties() {
		return this.properties;
	}

	private static void checkName(String name) {
		try {
			ShadowType.builder(Object.class, Object.class).name(name);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidShadowPropertyException(property(name, ""), null,
					("The name of a type must start with a letter and contain only letters, digits, '.', '_' and '-', "
							+ "but is '%s'.")
						.formatted(name),
					"Use the name defined in code, for example 'ps-lock'.");
		}
	}

	private static void checkNotNegative(String property, @Nullable Long value) {
		if (value != null && value < 0) {
			throw new InvalidShadowPropertyException(property, value, "It must not be negative.",
					"Use 0 or more, or remove the property for no limit.");
		}
	}

	private void addId(String name, String value) {
		String other = this.ids.putIfAbsent(parse(name, value), name);
		if (other != null) {
			throw new InvalidShadowPropertyException(property(name, "id"), value,
					"%s has the same value, so two names have one id.".formatted(property(other, "id")),
					"Give each name its own id.");
		}
	}

	private static long parse(String name, String value) {
		try {
			if (value.matches(HEX)) {
				return Long.parseUnsignedLong(value.substring(2), 16);
			}
			if (value.matches(DECIMAL)) {
				return Long.parseUnsignedLong(value);
			}
		}
		catch (NumberFormatException ex) {
			// More than 64 bits
		}
		throw new InvalidShadowPropertyException(property(name, "id"), value,
				"It must be an unsigned 64-bit number, decimal or hex.", "Use for example 4660 or 0x1234.");
	}

	/**
	 * Returns the names that properties give to ids.
	 */
	Map<Long, String> ids() {
		return this.ids;
	}

	/**
	 * Returns the settings of a type.
	 * @throws InvalidShadowPropertyException if a property contradicts it
	 */
	@Override
	public ShadowSettings apply(ShadowType<?, ?> type) {
		checkAgreement(type);
		this.registered.add(type.name());
		return settings(type);
	}

	/**
	 * Returns the settings of a type without checking them.
	 */
	ShadowSettings settings(ShadowType<?, ?> type) {
		Named own = named(type.name());
		return (own != null) ? settings(type.name(), own.type())
				: limited(null, this.defaults.maxLive(), this.defaults.onLimit(), DEFAULT_MAX_LIVE, this.tracking);
	}

	private ShadowSettings settings(String name, ShadowProperties.Type own) {
		ShadowTracking tracking = (own.tracking() != null) ? own.tracking() : this.tracking;
		if (!own.enabled()) {
			return ShadowSettings.builder()
				.description(own.description())
				.enabled(false)
				.source(property(name, "enabled") + "=true")
				.tracking(tracking)
				.build();
		}
		OnLimit onLimit = (own.onLimit() != null) ? own.onLimit() : this.defaults.onLimit();
		return (own.maxLive() != null)
				? limited(own.description(), own.maxLive(), onLimit, property(name, "max-live"), tracking)
				: limited(own.description(), this.defaults.maxLive(), onLimit, DEFAULT_MAX_LIVE, tracking);
	}

	private static ShadowSettings limited(@Nullable String description, @Nullable Long maxLive, OnLimit onLimit,
			String property, ShadowTracking tracking) {
		ShadowSettings.Builder settings = ShadowSettings.builder().description(description).tracking(tracking);
		return (maxLive != null) ? settings.maxLive(maxLive).onLimit(onLimit).source(property).build()
				: settings.build();
	}

	private void checkAgreement(ShadowType<?, ?> type) {
		String named = this.ids.get(type.id());
		if (named != null && !UniformName.of(named).equals(UniformName.of(type.name()))) {
			throw InvalidShadowPropertyException.contradiction(property(named, "id"), id(named),
					"The type [%s] has this id, but another name.".formatted(type),
					"Give this name another id, or remove the property: the properties of the type start with %s."
						.formatted(property(type.name(), "")));
		}
		String id = id(type.name());
		if (id != null && named == null) {
			throw InvalidShadowPropertyException.contradiction(property(type.name(), "id"), id,
					"The type [%s] has this name, but another id.".formatted(type),
					"Set it to 0x%s, the id defined in code, or remove it.".formatted(Long.toHexString(type.id())));
		}
	}

	private @Nullable Named named(String name) {
		return this.types.get(UniformName.of(name));
	}

	private @Nullable String id(String name) {
		Named named = named(name);
		return (named != null) ? named.type().id() : null;
	}

	/**
	 * Sets the registry that uses these settings.
	 */
	void use(ShadowRegistry registry) {
		this.registered.use(registry);
	}

	/**
	 * Returns the registry that uses these settings, or null.
	 */
	@Nullable ShadowRegistry registry() {
		return this.registered.registry();
	}

	/**
	 * Returns whether any type has a limit.
	 */
	boolean isLimited() {
		return this.defaults.maxLive() != null
				|| this.types.values().stream().anyMatch((named) -> named.type().maxLive() != null);
	}

	/**
	 * Returns whether a type has a limit, even if it is not registered.
	 */
	boolean isLimited(String name) {
		Named named = named(name);
		return this.defaults.maxLive() != null || (named != null && named.type().maxLive() != null);
	}

	/**
	 * Checks that code or a property 'id' declares each name that properties use.
	 * @param declared the names of the types that are registered
	 * @throws InvalidShadowPropertyException if a name is not declared
	 */
	void checkNames(Collection<String> declared) {
		if (this.types.isEmpty()) {
			return;
		}
		Collection<String> known = new TreeSet<>(declared);
		known.addAll(this.ids.values());
		Set<String> uniform = known.stream().map(UniformName::of).collect(Collectors.toSet());
		for (Map.Entry<String, Named> entry : this.types.entrySet()) {
			if (!uniform.contains(entry.getKey())) {
				String name = entry.getValue().name();
				throw new InvalidShadowPropertyException(property(name, ""), null,
						"Neither a type that is registered at the start nor a property 'id' declares the name '%s'.%s"
							.formatted(name, nearest(name, known)),
						"Correct the name; or, if it belongs to a type that is registered later or to an id that is "
								+ "used without a type, set %s to that id.".formatted(property(name, "id")));
			}
		}
	}

	private static String nearest(String name, Collection<String> known) {
		if (known.isEmpty()) {
			return " No name is known.";
		}
		String dotted = known.stream().anyMatch((candidate) -> candidate.startsWith(name + "."))
				? " A name with a dot is written in brackets, as in shadow.types[a.b]." : "";
		return NearestNames.of(name, known)
			.limit(MAX_NAMES_SHOWN)
			.collect(Collectors.joining("', '", " Known names, the nearest first: '", "'.")) + dotted;
	}

	static String property(String name, String key) {
		String prefix = name.matches("[A-Za-z0-9_-]+") ? "shadow.types." + name : "shadow.types[" + name + "]";
		return key.isEmpty() ? prefix : prefix + "." + key;
	}

	/**
	 * The properties of one type.
	 *
	 * @param name the name as the user wrote it
	 */
	private record Named(String name, ShadowProperties.Type type) {

		/**
		 * Merges two spellings of a name. If they differ only in dashes or case, binding
		 * gives each the same values. Only spellings in brackets can have different
		 * values.
		 */
		Named merge(Named other) {
			if (!this.type.equals(other.type)) {
				throw new InvalidShadowPropertyException(property(other.name, ""), null,
						"The names '%s' and '%s' are the same, because case and dashes are ignored."
							.formatted(other.name, this.name),
						"Use the same spelling in all properties.");
			}
			return (other.name.length() > this.name.length()) ? other : this;
		}

	}

}
