package io.github.shadowvars.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.p6spy.engine.wrapper.P6Proxy;
import org.apache.commons.dbcp2.DelegatingConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionProxy;

/**
 * Looks behind the wrappers around JDBC connections. Applications use
 * {@code io.github.shadowvars.autoconfigure.ParentResolvers}, which calls this class. For
 * example:
 *
 * <pre class="code">
 * Connection physical = JdbcConnections.physical(dataSource.getConnection());
 * </pre>
 * <p>
 * Thread-safe, without state.
 */
public final class JdbcConnections {

	private static final int MAX_WRAPPERS = 100;

	/**
	 * Wrappers that return themselves when they unwrap to {@code Connection}. Each has
	 * its own class here, which is loaded only if the wrapper's class is present.
	 */
	private static final List<Step<Connection>> KNOWN = known();

	private JdbcConnections() {
	}

	private static List<Step<Connection>> known() {
		List<Step<Connection>> known = new ArrayList<>();
		if (Libraries.arePresent("org.springframework.jdbc.datasource.ConnectionProxy")) {
			known.add(SpringJdbc::behind);
		}
		if (Libraries.arePresent("org.apache.commons.dbcp2.DelegatingConnection")) {
			known.add(Dbcp2::behind);
		}
		if (Libraries.arePresent("com.p6spy.engine.wrapper.P6Proxy")) {
			known.add(P6Spy::behind);
		}
		return List.copyOf(known);
	}

	/**
	 * Returns the driver's own connection behind one that a caller holds.
	 * @param connection the connection
	 * @return the physical connection, or the given connection if it is one
	 * @throws NullPointerException if the connection is null
	 * @throws IllegalStateException if the connection was closed or given back to its
	 * pool, if it does not unwrap, or if it is behind more than 100 wrappers
	 */
	public static Connection physical(Connection connection) {
		return innermost(connection, Connection.class, JdbcConnections::behind, (wrapper) -> {
		});
	}

	/**
	 * Returns the object of a class behind the wrappers that a caller holds.
	 * @param <P> the type of the object
	 * @param wrapper the outermost wrapper
	 * @param type the class to unwrap to
	 * @return the object, or the given one if it is not a wrapper
	 * @throws NullPointerException if an argument is null
	 * @throws IllegalStateException as in {@link #physical}
	 */
	public static <P extends Wrapper> P unwrap(P wrapper, Class<? extends P> type) {
		return innermost(wrapper, type, (self) -> self.unwrap(type), (self) -> {
		});
	}

	/**
	 * Returns an open connection and all connections behind it that can be found.
	 */
	static List<Connection> layers(Connection connection) {
		List<Connection> layers = new ArrayList<>();
		try {
			innermost(connection, Connection.class, JdbcConnections::behind, layers::add);
		}
		catch (IllegalStateException ex) {
			// An object that cannot be reached cannot be a parent.
		}
		return layers;
	}

	private static @Nullable Connection behind(Connection connection) throws SQLException {
		for (Step<Connection> step : KNOWN) {
			Connection behind = step.behind(connection);
			if (behind != connection) {
				return behind;
			}
		}
		return connection.unwrap(Connection.class);
	}

	private static <P extends Wrapper> P innermost(P outermost, Class<?> type, Step<P> step, Consumer<P> seen) {
		P wrapper = outermost;
		for (int i = 0; i <= MAX_WRAPPERS; i++) {
			seen.accept(wrapper);
			P behind = behind(outermost, wrapper, type, step);
			if (behind == wrapper) {
				return wrapper;
			}
			wrapper = behind;
		}
		throw new IllegalStateException(
				"A parent must be behind at most %d wrappers, but there are more behind a %s; unwrap it in a resolver of your own"
					.formatted(MAX_WRAPPERS, outermost.getClass().getName()));
	}

	private static <P extends Wrapper> P behind(P outermost, P wrapper, Class<?> type, Step<P> step) {
		Exception cause = null;
		try {
			P behind = step.behind(wrapper);
			// Some pools unwrap a closed connection, which may belong to another caller.
			if (behind != null && (behind == wrapper || !isClosed(wrapper))) {
				return behind;
			}
		}
		catch (SQLException | RuntimeException ex) {
			// Pools throw various exceptions, including NullPointerException.
			cause = ex;
		}
		String name = outermost.getClass().getName();
		throw new IllegalStateException((isClosed(outermost) || isClosed(wrapper))
				? "A parent must be an open connection, but a %s was closed or given back to its pool; use it while it is open"
					.formatted(name)
				: "A parent must unwrap to a %s, but a %s does not: %s; use it while it is open, and unwrap it to its driver's class"
					.formatted(type.getName(), name, (cause != null) ? cause.getMessage() : "it returns null"),
				cause);
	}

	private static boolean isClosed(Wrapper wrapper) {
		try {
			return wrapper instanceof Connection connection && connection.isClosed();
		}
		catch (SQLException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Finds the object behind a wrapper.
	 */
	@FunctionalInterface
	private interface Step<P extends Wrapper> {

		/**
		 * Returns the object behind the wrapper, the wrapper itself if it is not of this
		 * kind, or null if nothing is behind it any more.
		 */
		@Nullable P behind(P wrapper) throws SQLException;

	}

	private static final class SpringJdbc {

		static @Nullable Connection behind(Connection connection) throws SQLException {
			if (connection instanceof ConnectionProxy proxy) {
				// A lazy connection that was closed unused would get a new one from the
				// pool
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

		static Connection behind(Connection connection) {
			return (connection instanceof P6Proxy proxy) ? (Connection) proxy.unwrapP6SpyProxy() : connection;
		}

	}

}
