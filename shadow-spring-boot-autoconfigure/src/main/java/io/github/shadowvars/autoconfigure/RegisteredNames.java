package io.github.shadowvars.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The names of a registry. Two names must differ in their uniform form, because
 * properties could not tell them apart otherwise. If two threads register two names with
 * the same uniform form at the same time, both succeed, and a WARN names them.
 */
final class RegisteredNames implements ShadowRegistryListener {

	private static final Log logger = LogFactory.getLog(ShadowRegistry.class);

	private static final int FEW = 100;

	/**
	 * Names by their uniform form. May contain names that are no longer registered.
	 */
	private final Map<String, String> names = new ConcurrentHashMap<>();

	private volatile @Nullable ShadowRegistry registry;

	private volatile int enough = FEW;

	void use(ShadowRegistry registry) {
		this.registry = registry;
		registry.addListener(this);
	}

	@Nullable ShadowRegistry registry() {
		return this.registry;
	}

	/**
	 * Adds a name that is about to be registered.
	 * @throws IllegalStateException if another name has the same uniform form
	 */
	void add(String name) {
		ShadowRegistry registry = this.registry;
		// A type without a name has its id in hex
		if (registry == null || name.startsWith("0x")) {
			return;
		}
		String other = this.names.putIfAbsent(UniformName.of(name), name);
		if (other != null && !other.equals(name)) {
			if (registry.find(other) != null) {
				throw new IllegalStateException(("A shadow type cannot have the name '%s' next to a type with the "
						+ "name '%s': properties cannot tell them apart, because case and dashes are ignored; "
						+ "rename one of them")
					.formatted(name, other));
			}
			this.names.put(UniformName.of(name), name);
		}
		if (this.names.size() > this.enough) {
			this.names.values().removeIf((registered) -> !registered.equals(name) && registry.find(registered) == null);
			this.enough = this.names.size() * 2 + FEW;
		}
	}

	@Override
	public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
		String name = variable.name();
		String other = name.startsWith("0x") ? null : this.names.put(UniformName.of(name), name);
		if (other != null && !other.equals(name) && registry.find(other) != null) {
			logger.warn(("The shadow types '%s' and '%s' were registered at the same time: properties cannot tell them "
					+ "apart, because case and dashes are ignored; rename one of them")
				.formatted(name, other));
		}
	}

	int size() {
		return this.names.size();
	}

}
