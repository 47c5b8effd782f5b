package io.github.shadowvars.demo.signal;

import java.time.Duration;
import java.util.Random;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.demo.vendor.AccessPoint;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SignalConfiguration {

	@Bean(destroyMethod = "close")
	SignalMonitor signalMonitor(AccessPoint accessPoint, ShadowRegistry registry,
			@Value("${demo.leak:false}") boolean leak) {
		SignalMonitor monitor = new SignalMonitor(accessPoint, registry, new Random());
		if (leak) {
			monitor.use(SignalMonitor.LEAKING);
		}
		return monitor;
	}

	@Bean
	SchedulingConfigurer signalSchedule(SignalMonitor monitor,
			@Value("${demo.traffic.interval:200ms}") Duration interval) {
		return (tasks) -> tasks.addFixedDelayTask(monitor::measure, interval);
	}

}
