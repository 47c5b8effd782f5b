package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Frees the variables of an HTTP session when it is invalidated or expires, before its
 * attributes are unbound, and those of a servlet request when it leaves the application.
 * Spring Boot adds it to the servlet context, for it is a bean.
 */
final class ServletParentListener implements HttpSessionListener, ServletRequestListener, SmartInitializingSingleton {

	private final BeanFactory beanFactory;

	private volatile @Nullable ShadowRegistry registry;

	ServletParentListener(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	// The web server, and with it this bean, is created before other beans should be
	@Override
	public void afterSingletonsInstantiated() {
		this.registry = this.beanFactory.getBean(ShadowRegistry.class);
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		free(event.getSession());
	}

	@Override
	public void requestDestroyed(ServletRequestEvent event) {
		free(event.getServletRequest());
	}

	private void free(Object parent) {
		ShadowRegistry registry = this.registry;
		if (registry != null) {
			registry.freeParent(parent);
		}
	}

}
