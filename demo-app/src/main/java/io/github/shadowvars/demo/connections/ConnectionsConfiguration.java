package io.github.shadowvars.demo.connections;

import java.sql.Connection;
import java.time.Duration;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ParentResolvers;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ConnectionsConfiguration {

	@Bean
	ShadowType<Connection, TenantSetting> connectionTenant() {
		return ShadowType.<Connection, TenantSetting>builder(Connection.class, TenantSetting.class)
			.id(0x4)
			.name("connection-tenant")
			.description("The tenant that a pooled connection is set to")
			.constructor((connection) -> new TenantSetting())
			.parentResolver(ParentResolvers.physicalConnection())
			.build();
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "demo.traffic.enabled", matchIfMissing = true)
	SchedulingConfigurer tenantSchedule(TenantSessions sessions,
			@Value("${demo.traffic.interval:200ms}") Duration interval) {
		return (tasks) -> tasks.addFixedDelayTask(sessions::work, interval.multipliedBy(5));
	}

}
