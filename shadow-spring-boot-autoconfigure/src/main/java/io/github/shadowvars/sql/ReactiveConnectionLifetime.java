package io.github.shadowvars.sql;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.shadowvars.OwnedLifetime;
import io.github.shadowvars.ParentLifetime;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Reports the end of each physical R2DBC connection: when the publisher of
 * {@link Connection#close()} completes, fails or is cancelled. With Spring Boot, this
 * lifetime is a bean, and the connections below Boot's pool are watched automatically.
 * Give any other pool a {@linkplain #watch watched} connection factory:
 *
 * <pre class="code">
 * ReactiveConnectionLifetime lifetime = new ReactiveConnectionLifetime();
 * ShadowRegistry registry = ShadowRegistry.builder().lifetime(Connection.class, lifetime).build();
 * ConnectionFactory watched = lifetime.watch(driverConnectionFactory);
 * </pre>
 * <p>
 * The parent of a variable must be the physical connection and not the pool's proxy, so
 * its type needs a {@linkplain io.github.shadowvars.ShadowType.Builder#parentResolver
 * parent resolver}. Thread-safe. It holds connections weakly. Destructors run on the
 * thread that signals the end, often an event loop, so they must not block.
 *
 * @see io.github.shadowvars.ShadowRegistry.Builder#lifetime
 */
public final class ReactiveConnectionLifetime implements ParentLifetime<Connection> {

	private static final int MAX_WRAPPERS = 100;

	private final OwnedLifetime<Connection> ends = new OwnedLifetime<>();

	/**
	 * Creates a lifetime that watches no factory yet.
	 */
	public ReactiveConnectionLifetime() {
	}

	/**
	 * Returns a connection factory to put between a pool and its driver. The factory and
	 * its connections still unwrap to the driver's objects. Do not pass a pool, because
	 * the connections of a pool are closed when they are given back.
	 * @param connectionFactory the factory that opens physical connections
	 * @return a factory that watches the connections that it opens
	 * @throws NullPointerException if the factory is null
	 */
	public ConnectionFactory watch(ConnectionFactory connectionFactory) {
		return new WatchedConnectionFactory(
				Objects.requireNonNull(connectionFactory, "connectionFactory must not be null"));
	}

	/**
	 * Returns the driver's own connection behind one that a caller holds. Applications
	 * use {@code io.github.shadowvars.autoconfigure.ParentResolvers}, which calls this
	 * method.
	 * @param connection the connection
	 * @return the physical connection, or the given connection if it is one
	 * @throws NullPointerException if the connection is null
	 * @throws IllegalStateException if the connection is behind more than 100 wrappers
	 */
	public static Connection physical(Connection connection) {
		List<Connection> layers = layers(connection);
		if (layers.size() > MAX_WRAPPERS) {
			throw new IllegalStateException(
					"A parent must be behind at most %d wrappers, but there are more behind a %s; unwrap it in a resolver of your own"
						.formatted(MAX_WRAPPERS, connection.getClass().getName()));
		}
		return layers.get(layers.size() - 1);
	}

	private static List<Connection> layers(Connection connection) {
		List<Connection> layers = new ArrayList<>(List.of(connection));
		while (layers.size() <= MAX_WRAPPERS && layers.get(layers.size() - 1) instanceof Wrapped<?> wrapped
				&& wrapped.unwrap() instanceof Connection behind && behind != wrapped) {
			layers.add(behind);
		}
		return layers;
	}

	@Override
	public void onEnd(Connection parent, Runnable ended) {
		this.ends.onEnd(parent, ended);
	}

	private final class WatchedConnectionFactory implements ConnectionFactory, Wrapped<ConnectionFactory> {

		private final ConnectionFactory target;

		WatchedConnectionFactory(ConnectionFactory target) {
			this.target = target;
		}

		@Override
		public Publisher<? extends Connection> create() {
			return Mono.from(this.target.create())
				.map((physical) -> new WatchedConnection(physical).toConnection(Connection.class, Wrapped.class));
		}

		@Override
		public ConnectionFactoryMetadata getMetadata() {
			return this.target.getMetadata();
		}

		@Override
		public ConnectionFactory unwrap() {
			return this.target;
		}

		@Override
		public String toString() {
			return "Watched " + this.target;
		}

	}

	private final class WatchedConnection extends Watched {

		private final List<Connection> layers;

		WatchedConnection(Connection physical) {
			super(physical);
			this.layers = layers(physical);
		}

		@Override
		@Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
			if (method.getName().equals("unwrap")) {
				return unwrap(arguments);
			}
			Object result = super.call(method, arguments);
			if (method.getName().equals("close") && result instanceof Publisher<?> closing) {
				return Mono.from(closing).doOnTerminate(this::end).doOnCancel(this::end);
			}
			return result;
		}

		/**
		 * Implements both methods of {@code Wrapped}. The second is a default method with
		 * a class as argument.
		 */
		private @Nullable Object unwrap(Object @Nullable [] arguments) {
			Connection physical = this.layers.get(0);
			if (arguments == null || arguments.length == 0) {
				return physical;
			}
			Class<?> type = (Class<?>) Objects.requireNonNull(arguments[0]);
			for (Connection layer : this.layers) {
				if (type.isInstance(layer)) {
					return layer;
				}
			}
			return null;
		}

		private void end() {
			this.layers.forEach(ReactiveConnectionLifetime.this.ends::end);
		}

	}

}
