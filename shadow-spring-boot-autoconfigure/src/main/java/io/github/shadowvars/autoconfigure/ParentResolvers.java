package io.github.shadowvars.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import com.p6spy.engine.wrapper.P6Proxy;
import io.github.shadowvars.ShadowType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.apache.commons.dbcp2.DelegatingConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.target.AbstractPrototypeBasedTargetSource;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.ConnectionProxy;
import org.springframework.util.ClassUtils;

/**
 * Ready resolvers for {@link ShadowType.Builder#parentResolver}: with one, a variable is
 * attached to the object that counts, whichever proxy a caller holds. They keep nothing,
 * are safe for use by many threads, and two that do the same are equal. One that finds
 * more than 100 wrappers around a parent throws {@link IllegalStateException}.
 */
public final class ParentResolvers {

	private static final int MAX_WRAPPERS = 100;

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
	 * Returns a resolver that finds the driver's own connection behind the one that a
	 * caller holds, whichever the driver: behind the connections of HikariCP, Tomcat
	 * JDBC, DBCP2, c3p0 and every other pool that unwraps to {@link Connection}, behind
	 * Spring's transaction-aware and lazy connections and the one that
	 * {@code JdbcTemplate} passes to its callbacks, and behind datasource-proxy and
	 * p6spy. A lazy connection gets its connection from the pool if it has none yet.
	 * <p>
	 * The resolver throws {@link IllegalStateException} for a connection that was closed,
	 * which gave it back to its pool. A wrapper that unwraps to {@code Connection} as
	 * itself, and is none of the above, is not seen to be a wrapper: use
	 * {@link #unwrap(Class)} with the driver's class for it. For example:
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
	 * Returns a resolver that unwraps JDBC objects, such as the connections that a pool
	 * hands out, until the result is no wrapper any more. The resolver throws
	 * {@link IllegalStateException} for an object that does not unwrap to that type, and
	 * for a connection that was closed, which gave it back to its pool.
	 * @param <P> the type of the parents
	 * @param type the type to unwrap to, best the driver's own class: asked for an
	 * interface that they implement themselves, many wrappers return themselves
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
			return JdbcStep.innermost(parent, this.type, (wrapper) -> wrapper.unwrap(this.type));
		}

	}

	private static final class PhysicalConnection {

		static final UnaryOperator<Connection> RESOLVER = PhysicalConnection::resolve;

		/**
		 * Wrappers that unwrap to {@code Connection} as themselves. Each has a class of
		 * its own here, which is only loaded where that of the wrapper is present.
		 */
		private static final List<JdbcStep<Connection>> KNOWN = known();

		private static List<JdbcStep<Connection>> known() {
			ClassLoader classLoader = ParentResolvers.class.getClassLoader();
			List<JdbcStep<Connection>> known = new ArrayList<>();
			if (ClassUtils.isPresent("org.springframework.jdbc.datasource.ConnectionProxy", classLoader)) {
				known.add(SpringJdbc::behind);
			}
			if (ClassUtils.isPresent("org.apache.commons.dbcp2.DelegatingConnection", classLoader)) {
				known.add(Dbcp2::behind);
			}
			if (ClassUtils.isPresent("com.p6spy.engine.wrapper.P6Proxy", classLoader)) {
				known.add(P6Spy::behind);
			}
			return List.copyOf(known);
		}

		private static Connection resolve(Connection parent) {
			return JdbcStep.innermost(parent, Connection.class, PhysicalConnection::behind);
		}

		private static @Nullable Connection behind(Connection connection) throws SQLException {
			for (JdbcStep<Connection> step : KNOWN) {
				Connection behind = step.behind(connection);
				if (behind != connection) {
					return behind;
				}
			}
			return connection.unwrap(Connection.class);
		}

	}

	private static final class SpringJdbc {

		static @Nullable Connection behind(Connection connection) throws SQLException {
			if (connection instanceof ConnectionProxy proxy) {
				// A lazy one that was closed unused would get another from the pool
				return proxy.isClosed() ? null : proxy.getTargetConnection();
			}
			return connection;
		}

	}

	private static final class Dbcp2 {

		static @Nullable Connection behind(Connection connection) {
			return (connection instanceof DelegatingConnection<?> delegating)
					? delegating.getInnermostDelegateInternal() : connection;
		}

	}

	private static final class P6Spy {

		static @Nullable Connection behind(Connection connection) {
			return (connection instanceof P6Proxy proxy) ? (Connection) proxy.unwrapP6SpyProxy() : connection;
		}

	}

	/**
	 * Finds the object behind a JDBC wrapper.
	 */
	@FunctionalInterface
	private interface JdbcStep<P extends Wrapper> {

		/**
		 * Returns the object behind, the wrapper itself if it is none, or null if it has
		 * lost what was behind.
		 */
		@Nullable P behind(P wrapper) throws SQLException;

		static <P extends Wrapper> P innermost(P parent, Class<?> type, JdbcStep<P> step) {
			return ParentResolvers.innermost(parent, (wrapper) -> {
				Exception cause = null;
				try {
					P behind = step.behind(wrapper);
					// Some pools unwrap a closed connection, whose next user is another.
					if (behind != null && (behind == wrapper || !isClosed(wrapper))) {
						return behind;
					}
				}
				catch (SQLException | RuntimeException ex) {
					// Pools throw what they like, NullPointerException among it.
					cause = ex;
				}
				String name = parent.getClass().getName();
				throw new IllegalStateException((isClosed(parent) || isClosed(wrapper))
						? "A parent must be an open connection, but a %s was closed or given back to its pool; use it while it is open"
							.formatted(name)
						: "A parent must unwrap to a %s, but a %s does not: %s; use it while it is open, and its driver's class"
							.formatted(type.getName(), name, (cause != null) ? cause.getMessage() : "it returns null"),
						cause);
			});
		}

		private static boolean isClosed(Wrapper wrapper) {
			try {
				return wrapper instanceof Connection connection && connection.isClosed();
			}
			catch (SQLException | RuntimeException ex) {
				return false;
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
