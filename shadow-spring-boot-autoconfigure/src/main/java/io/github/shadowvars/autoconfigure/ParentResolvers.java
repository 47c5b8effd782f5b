package io.github.shadowvars.autoconfigure;

import java.sql.Connection;
import java.sql.Wrapper;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.sql.JdbcConnections;
import io.github.shadowvars.sql.ReactiveConnectionLifetime;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.target.AbstractPrototypeBasedTargetSource;
import org.springframework.core.InfrastructureProxy;

/**
 * Resolvers for {@link ShadowType.Builder#parentResolver}. With a resolver, all callers
 * attach to the same parent, whichever proxy or wrapper they hold. For example:
 *
 * <pre class="code">
 * ShadowType.builder(Connection.class, Tenant.class)
 *     .name("tenant")
 *     .parentResolver(ParentResolvers.physicalConnection())
 *     .build();
 * </pre>
 * <p>
 * Resolvers are thread-safe and keep nothing. Two resolvers of the same kind are equal. A
 * resolver that finds more than 100 wrappers around a parent throws an
 * {@link IllegalStateException}.
 */
public final class ParentResolvers {

	private static final int MAX_WRAPPERS = 100;

	private ParentResolvers() {
	}

	/**
	 * Returns a resolver that looks behind Spring's proxies: AOP proxies, scoped proxies
	 * and {@code @Lazy} proxies, which it resolves to their current target, and every
	 * {@link InfrastructureProxy}. It does not look behind a proxy with a new or pooled
	 * target for each call, or behind an {@code opaque} one. If the scope of a proxy is
	 * not active, the resolver passes on the exception that Spring throws. If the source
	 * of a target throws a checked exception, the resolver throws an
	 * {@link IllegalStateException}.
	 * @param <P> the type of the parents
	 * @return a resolver
	 */
	@SuppressWarnings("unchecked")
	public static <P> UnaryOperator<P> target() {
		return (UnaryOperator<P>) SpringTarget.RESOLVER;
	}

	/**
	 * Returns a resolver that finds the driver's own connection behind the one that a
	 * caller holds, for any driver: behind the connections of HikariCP, Tomcat JDBC,
	 * DBCP2, c3p0 and every other pool that unwraps to {@link Connection}, behind
	 * Spring's transaction-aware and lazy connections and the connection that
	 * {@code JdbcTemplate} passes to its callbacks, and behind datasource-proxy and
	 * p6spy. A lazy connection gets its connection from the pool if it has none yet.
	 * <p>
	 * The resolver throws an {@link IllegalStateException} for a connection that was
	 * closed, and so given back to its pool. It cannot look behind a wrapper that is not
	 * listed above and returns itself when it unwraps to {@code Connection}. For such a
	 * wrapper, use {@link #unwrap(Class)} with the driver's class. For example:
	 *
	 * <pre class="code">
	 * ShadowType.builder(Connection.class, Tenant.class)
	 *     .name("tenant")
	 *     .parentResolver(ParentResolvers.physicalConnection())
	 *     .build();
	 * </pre>
	 * @param <P> the type of the parents
	 * @return a resolver
	 */
	@SuppressWarnings("unchecked")
	public static <P extends Connection> UnaryOperator<P> physicalConnection() {
		return (UnaryOperator<P>) PhysicalConnection.RESOLVER;
	}

	/**
	 * Returns a resolver that finds the driver's own R2DBC connection behind a pool's
	 * connection and every other {@link io.r2dbc.spi.Wrapped}. R2DBC cannot tell whether
	 * a connection was given back to its pool, so use a variable only while its
	 * connection is yours.
	 * @param <P> the type of the parents
	 * @return a resolver
	 */
	@SuppressWarnings("unchecked")
	public static <P extends io.r2dbc.spi.Connection> UnaryOperator<P> r2dbcConnection() {
		return (UnaryOperator<P>) R2dbcConnection.RESOLVER;
	}

	/**
	 * Returns a resolver that unwraps JDBC objects, such as the connections of a pool,
	 * until the result is not a wrapper. The resolver throws an
	 * {@link IllegalStateException} for an object that does not unwrap to the type, and
	 * for a connection that was closed, and so given back to its pool.
	 * @param <P> the type of the parents
	 * @param type the type to unwrap to, preferably the driver's own class, because many
	 * wrappers return themselves for an interface that they implement
	 * @return a resolver
	 * @throws NullPointerException if the type is null
	 */
	public static <P extends Wrapper> UnaryOperator<P> unwrap(Class<? extends P> type) {
		return new Unwrap<>(type);
	}

	/**
	 * Returns a resolver that finds the servlet request behind the wrappers that filters
	 * put around it.
	 * @param <P> the type of the parents
	 * @return a resolver
	 */
	@SuppressWarnings("unchecked")
	public static <P extends ServletRequest> UnaryOperator<P> request() {
		return (UnaryOperator<P>) Request.RESOLVER;
	}

	/**
	 * Continues until there is nothing behind the result.
	 */
	private static <P> P innermost(P parent, Function<P, @Nullable P> behind) {
		P resolved = parent;
		for (int i = 0; i <= MAX_WRAPPERS; i++) {
			P next = behind.apply(resolved);
			if (next == null || next == resolved) {
				return resolved;
			}
			resolved = next;
		}
		throw new IllegalStateException(
				"A parent must be behind at most %d wrappers, but there are more behind a %s; unwrap it in a resolver of your own"
					.formatted(MAX_WRAPPERS, parent.getClass().getName()));
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
						("A proxy must have a target to be a parent, but its %s has none now; use the proxy while it "
								+ "has a target")
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
			return JdbcConnections.unwrap(parent, this.type);
		}

	}

	private static final class PhysicalConnection {

		static final UnaryOperator<Connection> RESOLVER = JdbcConnections::physical;

	}

	private static final class R2dbcConnection {

		static final UnaryOperator<io.r2dbc.spi.Connection> RESOLVER = ReactiveConnectionLifetime::physical;

	}

	private static final class Request {

		static final UnaryOperator<ServletRequest> RESOLVER = Request::resolve;

		private static ServletRequest resolve(ServletRequest parent) {
			return innermost(parent,
					(request) -> (request instanceof ServletRequestWrapper wrapper) ? wrapper.getRequest() : null);
		}

	}

}
