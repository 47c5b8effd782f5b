package com.acme.snippets;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

import com.mchange.v2.c3p0.DataSources;
import com.mchange.v2.c3p0.PooledDataSource;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import io.github.shadowvars.autoconfigure.ShadowRegistryCustomizer;
import io.github.shadowvars.sql.ConnectionLifetime;
import io.github.shadowvars.web.WebSessionLifetime;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * Code of the documentation that must compile, but that no test runs.
 */
class Snippets {

	@Bean
	ShadowRegistryCustomizer shadowRegistryCustomizer(Executor destructors) {
		return (builder) -> builder.destructorExecutor(destructors);
	}

	@Bean(destroyMethod = "close")
	PooledDataSource pool(ConnectionLifetime lifetime) throws SQLException {
		DataSource driver = DataSources.unpooledDataSource("jdbc:postgresql://localhost/shop");
		return (PooledDataSource) DataSources.pooledDataSource(lifetime.watch(driver));
	}

	@Bean
	ParentLifetime<Channel> channelLifetime() {
		return (channel, ended) -> channel.closeFuture().addListener((future) -> ended.run());
	}

	@Bean
	ShadowType<Connection, Audit> audit() {
		return ShadowType.builder(Connection.class, Audit.class)
			.name("audit")
			.constructor((connection) -> new Audit())
			.destructor((connection, audit, cause) -> {
				if (connection != null && cause == FreeCause.PARENT_DESTROYED && !connection.isClosed()) {
					audit.save(connection);
				}
			})
			.parentResolver(ParentResolvers.physicalConnection())
			.build();
	}

	void order(DataSource dataSource, ShadowVariable<Connection, Audit> audit) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			audit.getOrAlloc(connection).add("order placed");
		}
	}

	void watch(DefaultWebSessionManager sessionManager) {
		WebSessionLifetime lifetime = new WebSessionLifetime(Duration.ofSeconds(10));
		ShadowRegistry registry = ShadowRegistry.builder()
			.parentResolver(WebSession.class, WebSessionLifetime::unwrap)
			.lifetime(WebSession.class, lifetime)
			.build();
		sessionManager.setSessionStore(lifetime.watch(new InMemoryWebSessionStore()));
		registry.close();
	}

	static class Audit {

		private final List<String> lines = new ArrayList<>();

		void add(String line) {
			this.lines.add(line);
		}

		void save(Connection connection) throws SQLException {
			try (PreparedStatement statement = connection.prepareStatement("insert into audit (line) values (?)")) {
				for (String line : this.lines) {
					statement.setString(1, line);
					statement.executeUpdate();
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HistoryConfiguration {

		private static final Logger logger = LoggerFactory.getLogger(HistoryConfiguration.class);

		@Bean
		ShadowType<WebSocketSession, List<String>> history() {
			return ShadowType.<WebSocketSession, List<String>>builder(WebSocketSession.class, List.class)
				.name("chat-history")
				.constructor((session) -> new CopyOnWriteArrayList<>())
				.destructor((session, history, cause) -> logger.info("{} messages in {}", history.size(), session))
				.build();
		}

	}

	@Component
	static class ChatHandler extends TextWebSocketHandler {

		private final ShadowVariable<WebSocketSession, List<String>> history;

		ChatHandler(ShadowVariable<WebSocketSession, List<String>> history) {
			this.history = history;
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			this.history.getOrAlloc(session).add(message.getPayload());
		}

	}

}
