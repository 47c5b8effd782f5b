package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ObjectUtils;

/**
 * Frees the variables of an HTTP session when it is invalidated or expires, before its
 * attributes are unbound. Frees the variables of a servlet request when it leaves the
 * application or, if it is asynchronous, when it is complete. Spring Boot adds this bean
 * to the servlet context.
 * <p>
 * Does nothing while no registered type can have a session or a request as its parent.
 */
final class ServletParentListener implements HttpSessionListener, HttpSessionIdListener, ServletRequestListener,
		ShadowRegistryCustomizer, ShadowRegistryListener, SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(ServletParentListener.class);

	private final SessionParents sessionParents = new SessionParents();

	private final RegistryUse registryUse;

	private volatile boolean watchesSessions;

	private volatile boolean watchesRequests;

	ServletParentListener(RegistryUse registryUse) {
		this.registryUse = registryUse;
	}

	@Override
	public void customize(ShadowRegistry.Builder builder) {
		builder.parentResolver(HttpSession.class, this.sessionParents::resolve);
	}

	// The web server creates this bean early, before other beans should be created
	@Override
	public void afterSingletonsInstantiated() {
		this.registryUse.observe(this);
	}

	@Override
	public void destroy() {
		this.registryUse.leave(this);
	}

	@Override
	public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
		Class<?> parentType = variable.type().parentType();
		if (fits(parentType, HttpSession.class)) {
			this.watchesSessions = true;
		}
		if (fits(parentType, HttpServletRequest.class) || ServletRequest.class.isAssignableFrom(parentType)) {
			this.watchesRequests = true;
		}
	}

	private static boolean fits(Class<?> parentType, Class<?> parent) {
		return parentType.isAssignableFrom(parent) || parent.isAssignableFrom(parentType);
	}

	@Override
	public void sessionCreated(HttpSessionEvent event) {
		if (this.watchesSessions) {
			this.sessionParents.created(event.getSession());
		}
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
		this.sessionParents.idChanged(event.getSession(), oldSessionId);
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		if (this.watchesSessions) {
			free(event.getSession());
			this.sessionParents.destroyed(event.getSession());
		}
	}

	@Override
	public void requestDestroyed(ServletRequestEvent event) {
		if (this.watchesRequests) {
			ServletRequest request = event.getServletRequest();
			if (!isFreedOnceComplete(request)) {
				free(request);
			}
		}
	}

	/**
	 * Jetty and Undertow report that an asynchronous request leaves the application when
	 * its first thread does.
	 */
	private boolean isFreedOnceComplete(ServletRequest request) {
		if (!request.isAsyncStarted()) {
			return false;
		}
		try {
			request.getAsyncContext().addListener(new Completion(request));
			return true;
		}
		catch (IllegalStateException ex) {
			// It was completed meanwhile
			return false;
		}
	}

	private void free(Object parent) {
		ShadowRegistry registry = this.registryUse.registry();
		if (registry == null) {
			return;
		}
		try {
			registry.freeParent(parent);
		}
		catch (Throwable ex) {
			// An exception could prevent the container from finishing the request
			logger.warn(
					("Not every shadow variable of %s was freed at its end; the exception says why, and the rest is "
							+ "freed when it is garbage-collected")
						.formatted(ObjectUtils.identityToString(parent)),
					ex);
		}
	}

	/**
	 * Frees the variables when an asynchronous request is complete.
	 */
	private final class Completion implements AsyncListener {

		private final ServletRequest request;

		Completion(ServletRequest request) {
			this.request = request;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			free(this.request);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
