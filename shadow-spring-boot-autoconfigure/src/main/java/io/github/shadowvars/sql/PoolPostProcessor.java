package io.github.shadowvars.sql;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Has the pools watched that are beans, if a type is known whose parents may be JDBC
 * connections. It comes after properties are bound, and before proxies are made.
 */
public final class PoolPostProcessor
		implements BeanPostProcessor, PriorityOrdered, SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(ConnectionLifetime.class);

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			added(variable);
		}

	};

	private final List<PoolWatch> watches = new ArrayList<>();

	/**
	 * The names of the pools that were made when no type was known.
	 */
	private final Set<String> unwatched = new ConcurrentSkipListSet<>();

	/**
	 * The names of the pools that had opened connections before.
	 */
	private final Set<String> started = new ConcurrentSkipListSet<>();

	private final BooleanSupplier wanted;

	private final ObjectProvider<ConnectionLifetime> lifetime;

	private final ObjectProvider<ShadowRegistry> registry;

	private volatile @Nullable ShadowRegistry listenedTo;

	/**
	 * Creates a post-processor.
	 * @param wanted whether a type is known whose parents may be connections
	 * @param lifetime what connections are told to
	 * @param registry where types may be registered later
	 */
	public PoolPostProcessor(BooleanSupplier wanted, ObjectProvider<ConnectionLifetime> lifetime,
			ObjectProvider<ShadowRegistry> registry) {
		this.wanted = wanted;
		this.lifetime = lifetime;
		this.registry = registry;
		if (Libraries.arePresent("com.zaxxer.hikari.HikariDataSource")) {
			this.watches.add(new HikariWatch());
		}
		if (Libraries.arePresent("org.apache.tomcat.jdbc.pool.DataSourceProxy")) {
			this.watches.add(new TomcatWatch());
		}
		if (Libraries.arePresent("org.apache.commons.dbcp2.BasicDataSource")) {
			this.watches.add(new Dbcp2Watch());
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		watch(bean, beanName);
		return bean;
	}

	// The objects that factory beans make come here only
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		watch(bean, beanName);
		return bean;
	}

	private void watch(Object bean, String beanName) {
		for (PoolWatch watch : this.watches) {
			if (watch.isPool(bean)) {
				if (!this.wanted.getAsBoolean()) {
					this.unwatched.add(beanName);
				}
				else if (!watch.watch(bean, this.lifetime.getObject()) && this.started.add(beanName)) {
					logger.warn(("The pool '%s' had opened connections before they could be watched, so their shadow "
							+ "variables are freed only when they are garbage-collected; let it start with its first use, "
							+ "or give it a data source that ConnectionLifetime.watch returns")
						.formatted(beanName));
				}
			}
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.registry.ifAvailable((registry) -> {
			this.listenedTo = registry;
			registry.addListener(this.listener);
			registry.variables().forEach(this::added);
		});
	}

	// A registry of the parent context outlives this one
	@Override
	public void destroy() {
		ShadowRegistry registry = this.listenedTo;
		if (registry != null) {
			registry.removeListener(this.listener);
		}
	}

	private void added(ShadowVariable<?, ?> variable) {
		if (!this.unwatched.isEmpty() && mayBeConnections(variable.type().parentType())) {
			logger.warn(
					("Shadow type %s is not a bean, so the pools %s were made without a watch, and its variables are freed "
							+ "only when their connections are garbage-collected; declare the type as a bean")
						.formatted(label(variable), this.unwatched));
		}
	}

	private static String label(ShadowVariable<?, ?> variable) {
		String hex = "0x" + Long.toHexString(variable.id());
		return variable.name().equals(hex) ? hex : "%s (%s)".formatted(hex, variable.name());
	}

	// Every object is an Object, so that class says nothing
	private static boolean mayBeConnections(Class<?> parentType) {
		return parentType != Object.class
				&& (Connection.class.isAssignableFrom(parentType) || parentType.isAssignableFrom(Connection.class));
	}

}
