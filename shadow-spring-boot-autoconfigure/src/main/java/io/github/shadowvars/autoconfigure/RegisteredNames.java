package io.github.shadowvars.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The names of a registry, of which no two may be the same in uniform form: properties
 * could not tell them apart.
 */
final class RegisteredNames {

	private static final int FEW = 100;

	/**
	 * Names by their uniform form. May have some that are not registered any more.
	 */
	private final Map<String, String> names = new ConcurrentHashMap<>();

	private volatile @Nullable ShadowRegistry registry;

	private volatile int enough = FEW;

	void use(ShadowRegistry registry) {
		this.registry = registry;
	}

	@Nullable ShadowRegistry registry() {
		return this.registry;
	}

	/**
	 * Adds a name that is about to be registered.
	 * @throws IllegalStateException if another is the same in uniform form
	 */
	void add(String name) {
		ShadowRegistry registry = this.registry;
		// A name that was not given is a number in hex
		if (registry == null || name.startsWith("0x")) {
			return;
		}
		String other = this.names.putIfAbsent(UniformName.of(name), name);
		if (other != null && !other.equals(name)) {
			if (registry.find(other) != null) {
				throw new IllegalStateException(("A shadow type cannot have the name '%s' beside a type with the name "
						+ "'%s': properties do not tell them apart, for neither case nor dashes count; rename one of the two")
					.formatted(name, other));
			}
			this.names.put(UniformName.of(name), name);
		}
		if (this.names.size() > this.enough) {
			this.names.values().removeIf((registered) -> !registered.equals(name) && registry.find(registered) == null);
			this.enough = this.names.size() * 2 + FEW;
		}
	}

	int size() {
		return this.names.size();
	}

}
