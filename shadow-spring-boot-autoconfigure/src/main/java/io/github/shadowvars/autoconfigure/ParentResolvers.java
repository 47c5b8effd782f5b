package io.github.shadowvars.autoconfigure;

import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.shadowvars.ShadowType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.target.AbstractPrototypeBasedTargetSource;
import org.springframework.core.InfrastructureProxy;

/**
 * Ready resolvers for {@link ShadowType.Builder#parentResolver}: with one, a variable is
 * attached to the object that counts, whichever proxy a caller holds. They keep nothing,
 * are safe for use by many threads, and two that do the same are equal.
 */
public final class ParentResolvers {

	private ParentResolvers() {
	}

	/**
	 * Returns a resolver that looks behind Spring's proxies: those of AOP, of scopes and
	 * of {@code @Lazy}, whose target is the one of now, and each
	 * {@link InfrastructureProxy}. A proxy whose target is a new or a pooled one at each
	 * call is left as it is, and so is one that is {@code opaque}. What it throws for a
	 * proxy whose scope is not active is what Spring throws.
	 * @param <P> the type of the parents
	 * @return a resolver
	 */
	@SuppressWarnings("unchecked")
	public static <P> UnaryOperator<P> target() {
		return (UnaryOperator<P>) SpringTarget.RESOLVER;
	}

	/**
	 * Returns a resolver that unwraps JDBC objects, such as the connections that a pool
	 * hands out, until what it gets is no wrapper any more. It throws
	 * {@link IllegalStateException} for an object that does not unwrap to that type, or
	 * no longer, such as a connection that was given back to its pool.
	 * @param <P> the type of the parents
	 * @param type what to unwrap to, best the driver's own class: asked for an interface
	 * that they have themselves, many wrappers return themselves
	 * @return a resolver
	 * @throws NullPointerException if the type is null
	 */
	public static <P extends Wrapper> UnaryOperator<P> unwrap(Class<? extends P> type) {
		return new Unwrap<>(type);
	}

	/**
	 * Returns a resolver that looks behind the wrappers which filters put around a
	 * servlet request.
	 * @param <P> the type of the parents
	 * @return a resolver
	 */
	@SuppressWarnings("unchecked")
	public static <P extends ServletRequest> UnaryOperator<P> request() {
		return (UnaryOperator<P>) Request.RESOLVER;
	}

	/**
	 * Goes on until nothing else is behind.
	 */
	private static <P> P innermost(P parent, Function<P, @Nullable P> behind) {
		P resolved = parent;
		P next = behind.apply(resolved);
		while (next != null && next != resolved) {
			resolved = next;
			next = behind.apply(resolved);
		}
		return resolved;
	}

	private static final class SpringTarget {

		static final UnaryOperator<Object> RESOLVER = SpringTarget::resolve;

		private static Object resolve(Object parent) {
			return innermost(parent, SpringTarget::behind);
		}

		private static @Nullable Object behind(Object proxy) {
			if (proxy instanceof InfrastructureProxy infrastructureProxy) {
				return infrastructureProxy.getWrappedObject();
			}
			if (proxy instanceof SpringProxy && proxy instanceof Advised advised
					&& !(advised.getTargetSource() instanceof AbstractPrototypeBasedTargetSource)) {
				return target(advised.getTargetSource());
			}
			return null;
		}

		private static @Nullable Object target(TargetSource source) {
			try {
				return source.getTarget();
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(
						"A proxy must have a target to be a parent, but its %s has none now; use it while it has"
							.formatted(source.getClass().getName()),
						ex);
			}
		}

	}

	private record Unwrap<P extends Wrapper>(Class<? extends P> type) implements UnaryOperator<P> {

		Unwrap {
			Objects.requireNonNull(type, "type must not be null");
		}

		@Override
		public P apply(P parent) {
			return innermost(parent, this::unwrap);
		}

		private P unwrap(P wrapper) {
			try {
				return Objects.requireNonNull(wrapper.unwrap(this.type),
						() -> "A parent must unwrap to a %s, but a %s unwraps to null".formatted(this.type.getName(),
								wrapper.getClass().getName()));
			}
			catch (SQLException ex) {
				throw new IllegalStateException(
						"A parent must unwrap to a %s, but a %s does not: %s; use it while it is open, and its driver's class"
							.formatted(this.type.getName(), wrapper.getClass().getName(), ex.getMessage()),
						ex);
			}
		}

	}

	private static final class Request {

		static final UnaryOperator<ServletRequest> RESOLVER = Request::resolve;

		private static ServletRequest resolve(ServletRequest parent) {
			return innermost(parent,
					(request) -> (request instanceof ServletRequestWrapper wrapper) ? wrapper.getRequest() : null);
		}

	}

}
