package io.github.shadowvars.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowSettings.OnLimit;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ShadowProperties.Defaults;
import org.jspecify.annotations.Nullable;

/**
 * What the properties say about types.
 */
final class ShadowTypeSettings implements Function<ShadowType<?, ?>, ShadowSettings> {

	private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]+");

	private static final Pattern DECIMAL = Pattern.compile("[0-9]+");

	private static final String DEFAULT_MAX_LIVE = "shadow.defaults.max-live";

	private static final int MAX_NAMES_SHOWN = 20;

	private final Defaults defaults;

	private final ShadowTracking tracking;

	private final Map<String, ShadowProperties.Type> types;

	private final Map<Long, String> ids = new LinkedHashMap<>();

	ShadowTypeSettings(ShadowProperties properties) {
		this.defaults = properties.defaults();
		this.tracking = properties.tracking().level();
		this.types = properties.types();
		checkNotNegative(DEFAULT_MAX_LIVE, this.defaults.maxLive());
		this.types.forEach((name, type) -> {
			checkName(name);
			checkNotNegative(property(name, "max-live"), type.maxLive());
			if (type.id() != null) {
				addId(name, type.id());
			}
		});
	}

	private static void checkName(String name) {
		try {
			ShadowType.builder(Object.class, Object.class).name(name);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidShadowPropertyException(property(name, ""), null,
					"The name of a type must be a letter, then letters, digits, '.', '_' and '-', but is '%s'."
						.formatted(name),
					"Use the name that the code gives to the type, for example 'ps-lock'.");
		}
	}

	private static void checkNotNegative(String property, @Nullable Long value) {
		if (value != null && value < 0) {
			throw new InvalidShadowPropertyException(property, value, "It must not be negative.",
					"Use a number from 0 on, or leave it out for no limit.");
		}
	}

	private void addId(String name, String value) {
		String other = this.ids.putIfAbsent(parse(name, value), name);
		if (other != null) {
			throw new InvalidShadowPropertyException(property(name, "id"), value,
					"It is the id of '%s' too, by %s.".formatted(other, property(other, "id")),
					"Give each name an id of its own.");
		}
	}

	private static long parse(String name, String value) {
		try {
			if (HEX.matcher(value).matches()) {
				return Long.parseUnsignedLong(value.substring(2), 16);
			}
			if (DECIMAL.matcher(value).matches()) {
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
		ShadowProperties.Type own = this.types.get(type.name());
		return (own != null) ? settings(type.name(), own)
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
		if (named != null && !named.equals(type.name())) {
			throw InvalidShadowPropertyException.contradiction(property(named, "id"), id(named),
					"The id belongs to the type [%s], which has another name.".formatted(type),
					"Give this name another id, or remove the property; settings of the type go by its own name.");
		}
		String id = id(type.name());
		if (id != null && named == null) {
			throw InvalidShadowPropertyException.contradiction(property(type.name(), "id"), id,
					"The name belongs to the type [%s], which has another id.".formatted(type),
					"Set it to 0x%s, or remove it: the code has said the id.".formatted(Long.toHexString(type.id())));
		}
	}

	private @Nullable String id(String name) {
		ShadowProperties.Type type = this.types.get(name);
		return (type != null) ? type.id() : null;
	}

	/**
	 * Checks that every name of a property is one that code or a property declares.
	 * @param declared the names of the types that are registered
	 * @throws InvalidShadowPropertyException if it is not
	 */
	void checkNames(Collection<String> declared) {
		Collection<String> known = new TreeSet<>(declared);
		known.addAll(this.ids.values());
		for (String name : this.types.keySet()) {
			if (!known.contains(name)) {
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
		return known.stream()
			.sorted(Comparator.comparingInt((candidate) -> distance(name, candidate)))
			.limit(MAX_NAMES_SHOWN)
			.collect(Collectors.joining("', '", " Known names, the nearest first: '", "'."));
	}

	/**
	 * Returns how many letters have to be added, removed or replaced.
	 */
	private static int distance(String from, String to) {
		int[] distances = new int[to.length() + 1];
		for (int j = 0; j < distances.length; j++) {
			distances[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = distances[0];
			distances[0] = i;
			for (int j = 1; j < distances.length; j++) {
				int replaced = diagonal + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				diagonal = distances[j];
				distances[j] = Math.min(replaced, Math.min(distances[j - 1], diagonal) + 1);
			}
		}
		return distances[to.length()];
	}

	private static String property(String name, String key) {
		String prefix = name.matches("[A-Za-z0-9_-]+") ? "shadow.types." + name : "shadow.types[" + name + "]";
		return key.isEmpty() ? prefix : prefix + "." + key;
	}

}
