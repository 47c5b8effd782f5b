package io.github.shadowvars.demo.dashboard;

import java.time.Clock;
import java.time.Duration;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.web.client.RestClient;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(DashboardProperties.class)
class DashboardConfiguration {

	@Bean
	LocalServer localServer(Environment environment) {
		return new LocalServer(environment);
	}

	@Bean
	ActuatorClient actuatorClient(LocalServer server) {
		return actuator(server);
	}

	@Bean
	ApplicationClient applicationClient(LocalServer server) {
		return application(server);
	}

	@Bean
	Reasons reasons(ActuatorClient actuator) {
		return new Reasons(actuator);
	}

	@Bean
	Recorder recorder(ActuatorClient actuator, ApplicationClient application, DashboardProperties properties) {
		return new Recorder(actuator, application, Clock.systemUTC(), properties.window());
	}

	@Bean
	SchedulingConfigurer dashboardSchedule(Recorder recorder, DashboardProperties properties) {
		return (tasks) -> tasks.addFixedDelayTask(recorder::record, properties.interval());
	}

	static ActuatorClient actuator(LocalServer server) {
		return new ActuatorClient(http(), server);
	}

	static ApplicationClient application(LocalServer server) {
		return new ApplicationClient(http(), server);
	}

	private static RestClient http() {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory();
		requests.setReadTimeout(Duration.ofSeconds(5));
		return RestClient.builder().requestFactory(requests).requestInterceptor(RefusedException.interceptor()).build();
	}

}
