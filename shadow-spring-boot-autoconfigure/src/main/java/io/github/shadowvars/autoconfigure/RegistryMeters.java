package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a registry that may not exist yet. There are none before the first
 * variable, so the first variable creates the binder. Holds no lock while it calls the
 * application, whose properties and meter filters may use the registry.
 */
final class RegistryMeters implements MeterBinder, AutoCloseable {

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			begin(registry);
		}

	};

	private final List<MeterRegistry> meterRegistries = new ArrayList<>();

	private final RegistryUse registryUse;

	private final Function<ShadowRegistry, ShadowMeterBinder> factory;

	private @Nullable ShadowMeterBinder binder;

	private boolean closed;

	RegistryMeters(RegistryUse registryUse, Function<ShadowRegistry, ShadowMeterBinder> factory) {
		this.registryUse = registryUse;
		this.factory = factory;
		registryUse.observe(this.listener);
	}

	private void begin(ShadowRegistry registry) {
		if (binder() != null) {
			return;
		}
		ShadowMeterBinder created = this.factory.apply(registry);
		if (use(created)) {
			bindToAll(created, this.meterRegistries.iterator());
		}
		else {
			created.close();
		}
	}

	// Goes on after a failure, because nobody else would bind the remaining registries
	private static void bindToAll(ShadowMeterBinder created, Iterator<MeterRegistry> meterRegistries) {
		while (meterRegistries.hasNext()) {
			try {
				created.bindTo(meterRegistries.next());
			}
			catch (Throwable ex) {
				bindToRest(created, meterRegistries, ex);
				throw ex;
			}
		}
	}

	private static void bindToRest(ShadowMeterBinder created, Iterator<MeterRegistry> rest, Throwable first) {
		try {
			bindToAll(created, rest);
		}
		catch (Throwable ex) {
			if (ex != first) {
				first.addSuppressed(ex);
			}
		}
	}

	private synchronized boolean use(ShadowMeterBinder created) {
		if (this.closed || this.binder != null) {
			return false;
		}
		this.binder = created;
		return true;
	}

	@Override
	public void bindTo(MeterRegistry meterRegistry) {
		ShadowMeterBinder binder = binderFor(meterRegistry);
		if (binder != null) {
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
		this.registryUse.leave(this.listener);
		ShadowMeterBinder binder = end();
		if (binder != null) {
			binder.close();
		}
	}

	private synchronized @Nullable ShadowMeterBinder end() {
		this.closed = true;
		return this.binder;
	}

	private synchronized @Nullable ShadowMeterBinder binder() {
		return this.binder;
	}

}
