package io.github.shadowvars.netty;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ChannelLifetimeTests {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private final List<String> destroyed = new CopyOnWriteArrayList<>();

	private final List<FreeCause> causes = new CopyOnWriteArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.builder()
		.lifetime(Channel.class, new ChannelLifetime())
		.build();

	private final ShadowVariable<Channel, String> variable = this.registry
		.register(ShadowType.builder(Channel.class, String.class).id(1).destructor((channel, value, cause) -> {
			this.destroyed.add(value);
			this.causes.add(cause);
		}).build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void closeShouldFreeTheVariables() {
		EmbeddedChannel channel = new EmbeddedChannel();
		this.variable.alloc(channel, (same) -> "a");
		assertThat(this.destroyed).isEmpty();
		channel.close().syncUninterruptibly();
		assertThat(this.destroyed).containsExactly("a");
		assertThat(this.causes).containsExactly(FreeCause.PARENT_DESTROYED);
		assertThatThrownBy(() -> this.variable.alloc(channel, (same) -> "b"))
			.isExactlyInstanceOf(ParentEndedException.class);
	}

	@Test
	void allocOnAClosedChannelWhoseEventLoopHasShutDownShouldThrow() throws Exception {
		Channel channel;
		EventLoopGroup group = group();
		try {
			channel = server(group).bind(0).sync().channel();
			channel.close().sync();
		}
		finally {
			shutDown(group);
		}
		assertThatThrownBy(() -> this.variable.alloc(channel, (same) -> "a"))
			.isExactlyInstanceOf(ParentEndedException.class)
			.hasMessageContaining("that parent has ended");
		assertThat(this.destroyed).containsExactly("a");
	}

	@Test
	void shutdownOfTheEventLoopShouldFreeTheVariablesOfOpenChannels() throws Exception {
		EventLoopGroup group = group();
		try {
			this.variable.alloc(server(group).bind(0).sync().channel(), (same) -> "a");
		}
		finally {
			shutDown(group);
		}
		assertThat(this.destroyed).containsExactly("a");
	}

	@Test
	void peerThatVanishesShouldFreeTheVariables() throws Exception {
		EventLoopGroup group = group();
		try {
			Channel server = server(group).bind(0).sync().channel();
			try (Socket socket = new Socket()) {
				socket
					.connect(new InetSocketAddress("localhost", ((InetSocketAddress) server.localAddress()).getPort()));
				Awaitility.await().atMost(DEADLINE).until(() -> this.variable.count() == 1);
				// Sends a reset instead of a close
				socket.setSoLinger(true, 0);
			}
			Awaitility.await()
				.atMost(DEADLINE)
				.untilAsserted(() -> assertThat(this.destroyed).containsExactly("accepted"));
			assertThat(this.causes).containsExactly(FreeCause.PARENT_DESTROYED);
		}
		finally {
			shutDown(group);
		}
	}

	@Test
	void channelsOfReactorNettyShouldFreeTheirVariablesOnBothSides() {
		DisposableServer server = HttpServer.create()
			.port(0)
			.doOnConnection((connection) -> attach(connection, "server"))
			.handle((request, response) -> response.sendString(Mono.just("hello")))
			.bindNow();
		try {
			HttpClient client = HttpClient.newConnection()
				.port(server.port())
				.doOnConnected((connection) -> attach(connection, "client"));
			assertThat(client.get().uri("/").responseContent().aggregate().asString().block(DEADLINE))
				.isEqualTo("hello");
			Awaitility.await()
				.atMost(DEADLINE)
				.untilAsserted(() -> assertThat(this.destroyed).containsExactlyInAnyOrder("server", "client"));
			assertThat(this.causes).containsOnly(FreeCause.PARENT_DESTROYED);
		}
		finally {
			server.disposeNow();
		}
	}

	private void attach(Connection connection, String value) {
		this.variable.alloc(connection.channel(), (same) -> value);
	}

	private ServerBootstrap server(EventLoopGroup group) {
		return new ServerBootstrap().group(group)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel accepted) {
					ChannelLifetimeTests.this.variable.alloc(accepted, (same) -> "accepted");
				}

			});
	}

	// Netty 4.1 has this class, too
	@SuppressWarnings("deprecation")
	private static EventLoopGroup group() {
		return new NioEventLoopGroup(1);
	}

	// Without a quiet period, an event loop may end before it closes its channels
	private static void shutDown(EventLoopGroup group) throws InterruptedException {
		group.shutdownGracefully(10, 10_000, TimeUnit.MILLISECONDS).sync();
	}

}
