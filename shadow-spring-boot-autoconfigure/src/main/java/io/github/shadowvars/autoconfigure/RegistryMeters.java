package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a registry that may not exist yet.
 */
final class RegistryMeters implements MeterBinder, Consumer<ShadowRegistry>, AutoCloseable {

	private final List<MeterRegistry> meterRegistries = new ArrayList<>();

	private final RegistryUse registryUse;

	private final Function<ShadowRegistry, ShadowMeterBinder> factory;

	private @Nullable ShadowMeterBinder binder;

	RegistryMeters(RegistryUse registryUse, Function<ShadowRegistry, ShadowMeterBinder> factory) {
		this.registryUse = registryUse;
		this.factory = factory;
		registryUse.whenBegun(this);
	}

	// A new registry has no ids, so this calls nothing of the application
	@Override
	public synchronized void accept(ShadowRegistry registry) {
		this.binder = this.factory.apply(registry);
		this.meterRegistries.forEach(this.binder::bindTo);
		this.meterRegistries.clear();
	}

	@Override
	public void bindTo(MeterRegistry meterRegistry) {
		ShadowMeterBinder binder = binderFor(meterRegistry);
		if (binder != null) {
			// Holds no lock, because the application's meter filters may use the registry
			binder.bindTo(meterRegistry);
		}
	}

	private synchronized @Nullable ShadowMeterBinder binderFor(MeterRegistry meterRegistry) {
		if (this.binder == null) {
			this.meterRegistries.add(meterRegistry);
		}
		return this.binder;
	}

	@Override
	public void close() {
		this.registryUse.forget(this);
		ShadowMeterBinder binder = binder();
		if (binder != null) {
			binder.close();
		}
	}

	private synchronized @Nullable ShadowMeterBinder binder() {
		return this.binder;
	}

}
