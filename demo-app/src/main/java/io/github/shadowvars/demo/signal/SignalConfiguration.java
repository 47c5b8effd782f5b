package io.github.shadowvars.demo.signal;

import java.time.Duration;
import java.util.Random;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@ConditionalOnBooleanProperty("demo.leak")
class SignalConfiguration {

	@Bean
	ShadowVariable<Station, SignalHistory> signalHistory(ShadowRegistry registry) {
		return registry.register(SignalMonitor.SIGNAL_HISTORY);
	}

	@Bean
	SignalMonitor signalMonitor(AccessPoint accessPoint, ShadowVariable<Station, SignalHistory> signalHistory) {
		return new SignalMonitor(accessPoint, signalHistory, new Random());
	}

	@Bean
	SchedulingConfigurer signalSchedule(SignalMonitor monitor,
			@Value("${demo.traffic.interval:200ms}") Duration interval) {
		return (tasks) -> tasks.addFixedDelayTask(monitor::measure, interval);
	}

}
