package com.acme.snippets;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

import com.mchange.v2.c3p0.DataSources;
import com.mchange.v2.c3p0.PooledDataSource;
import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.autoconfigure.ShadowRegistryCustomizer;
import io.github.shadowvars.sql.ConnectionLifetime;
import io.github.shadowvars.web.WebSessionLifetime;
import io.netty.channel.Channel;

import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;

/**
 * Code of the documentation that no test runs, and that must compile.
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

	void watch(DefaultWebSessionManager sessionManager) {
		WebSessionLifetime lifetime = new WebSessionLifetime(Duration.ofSeconds(10));
		ShadowRegistry registry = ShadowRegistry.builder()
			.parentResolver(WebSession.class, WebSessionLifetime::unwrap)
			.lifetime(WebSession.class, lifetime)
			.build();
		sessionManager.setSessionStore(lifetime.watch(new InMemoryWebSessionStore()));
		registry.close();
	}

}
