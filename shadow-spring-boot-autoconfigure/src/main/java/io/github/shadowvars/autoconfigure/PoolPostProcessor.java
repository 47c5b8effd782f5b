package io.github.shadowvars.autoconfigure;

import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

import io.github.shadowvars.sql.ConnectionLifetime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Watches the pools of JDBC connections that are beans. It does so after their properties
 * were bound, and before proxies are made.
 */
final class PoolPostProcessor extends ParentOwners implements BeanPostProcessor, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(ConnectionLifetime.class);

	private final ObjectProvider<ConnectionLifetime> lifetime;

	/**
	 * The names of the pools that had opened connections before.
	 */
	private final Set<String> started = ConcurrentHashMap.newKeySet();

	PoolPostProcessor(ShadowBeans shadowBeans, ObjectProvider<ConnectionLifetime> lifetime) {
		super(Connection.class, shadowBeans);
		this.lifetime = lifetime;
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

	// Objects that factory beans make reach only this callback
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		watch(bean, beanName);
		return bean;
	}

	private void watch(Object bean, String beanName) {
		if (bean instanceof DataSource dataSource && ConnectionLifetime.isPool(dataSource)
				&& mustWatch("the bean '%s'".formatted(beanName)) && !this.lifetime.getObject().watchPool(dataSource)
				&& this.started.add(beanName)) {
			logger.warn(("The pool '%s' had opened connections before they could be watched, so their shadow "
					+ "variables are freed only when the connections are garbage-collected; let the pool start with its "
					+ "first use, or give it a data source that ConnectionLifetime.watch returns")
				.formatted(beanName));
		}
	}

}
