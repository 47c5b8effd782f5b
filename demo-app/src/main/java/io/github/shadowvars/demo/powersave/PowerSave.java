package io.github.shadowvars.demo.powersave;

import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.Station;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The two shadow variables of the patch. Each is a bean, so Spring closes it after the
 * patch that uses it, and its values are freed then.
 */
@Configuration(proxyBeanMethods = false)
class PowerSave {

	static final ShadowType<Station, ReentrantLock> PS_LOCK = ShadowType.builder(Station.class, ReentrantLock.class)
		.id(0x1)
		.name("ps-lock")
		.description("Keeps a station's wake-up and the frames sent to it apart")
		.constructor((sta) -> new ReentrantLock())
		.build();

	static final ShadowType<Station, Boolean> PS_DELIVERY = ShadowType.flag(Station.class, 0x2, "ps-delivery");

	@Bean
	ShadowVariable<Station, ReentrantLock> psLock(ShadowRegistry registry) {
		return registry.register(PS_LOCK);
	}

	@Bean
	ShadowVariable<Station, Boolean> psDelivery(ShadowRegistry registry) {
		return registry.register(PS_DELIVERY);
	}

}
