package io.github.shadowvars.autoconfigure;

import java.time.Duration;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.web.WebSessionLifetime;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;

/**
 * Auto-configuration of WebFlux sessions as parents, if a type bean has such parents.
 * Their variables are freed when a session is invalidated or has expired. To switch it
 * off:
 *
 * <pre class="code">
 * shadow.lifetimes.web-session.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ InMemoryWebSessionStore.class, Mono.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.web-session.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowWebSessionAutoConfiguration {

	private static final String CHECK_INTERVAL = "shadow.lifetimes.web-session.check-interval";

	ShadowWebSessionAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	WebSessionLifetime shadowWebSessionLifetime(Environment environment) {
		Duration interval = Binder.get(environment).bind(CHECK_INTERVAL, Duration.class).orElse(Duration.ofSeconds(10));
		if (interval.isZero() || interval.isNegative()) {
			throw new InvalidShadowPropertyException(CHECK_INTERVAL, interval, "It must be positive.",
					"Use for example 10s.");
		}
		return new WebSessionLifetime(interval);
	}

	@Bean
	Customizer shadowWebSessionCustomizer(WebSessionLifetime lifetime) {
		return new Customizer(lifetime);
	}

	@Bean
	static OwnerPostProcessor<DefaultWebSessionManager> shadowWebSessionPostProcessor(ShadowBeans shadowBeans,
			ObjectProvider<ShadowRegistry> registry, ObjectProvider<Customizer> customizer) {
		return new OwnerPostProcessor<>(DefaultWebSessionManager.class, WebSession.class, shadowBeans,
				(manager, name) -> {
					// Creates the registry first: only this library's registry applies
					// the
					// customizer, and the application's own may lack the resolver
					registry.getIfUnique();
					customizer.ifUnique((used) -> used.watch(manager));
				});
	}

	/**
	 * Records whether this customizer was applied to a registry.
	 */
	static final class Customizer implements ShadowRegistryCustomizer {

		private final WebSessionLifetime lifetime;

		private volatile boolean used;

		Customizer(WebSessionLifetime lifetime) {
			this.lifetime = lifetime;
		}

		@Override
		public void customize(ShadowRegistry.Builder builder) {
			this.used = true;
			// The lifetime is a bean, which the registry finds
			builder.parentResolver(WebSession.class, WebSessionLifetime::unwrap);
		}

		void watch(DefaultWebSessionManager manager) {
			if (this.used && manager.getSessionStore() instanceof InMemoryWebSessionStore store) {
				manager.setSessionStore(this.lifetime.watch(store));
			}
		}

	}

}
