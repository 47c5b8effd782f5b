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
 * Tells when a physical R2DBC connection ends: as the publisher of
 * {@link Connection#close()} completes, fails or is cancelled. With Spring Boot it is a
 * bean, and the connections below Boot's pool are watched without further code. Any other
 * pool gets a {@linkplain #watch watched} connection factory.
 * <p>
 * The parent of a variable must be the physical connection and not what the pool hands
 * out, so its type needs a
 * {@linkplain io.github.shadowvars.ShadowType.Builder#parentResolver parent resolver}.
 * Thread-safe. It holds connections weakly. Destructors run on the thread that signals
 * the end, often an event loop, and must not block it.
 *
 * @see io.github.shadowvars.ShadowRegistry.Builder#lifetime
 */
public final class ReactiveConnectionLifetime implements ParentLifetime<Connection> {

	private static final int MAX_WRAPPERS = 100;

	private final OwnedLifetime<Connection> ends = new OwnedLifetime<>();

	/**
	 * Creates a lifetime that watches nothing yet.
	 */
	public ReactiveConnectionLifetime() {
	}

	/**
	 * Returns a connection factory to put between a pool and its driver. Connections and
	 * factory unwrap to the driver's as before. A pool itself must not be passed: its
	 * connections end when they are given back.
	 * @param connectionFactory the factory that opens physical connections
	 * @return a factory that watches what it opens
	 * @throws NullPointerException if the factory is null
	 */
	public ConnectionFactory watch(ConnectionFactory connectionFactory) {
		return new WatchedConnectionFactory(
				Objects.requireNonNull(connectionFactory, "connectionFactory must not be null"));
	}

	/**
	 * Returns the driver's own connection behind one that a caller holds. Applications
	 * find it as {@code io.github.shadowvars.autoconfigure.ParentResolvers}.
	 * @param connection the connection
	 * @return the physical connection, the same if it is one
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
		 * Both methods of {@code Wrapped}: the second is a default one, of a class.
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
