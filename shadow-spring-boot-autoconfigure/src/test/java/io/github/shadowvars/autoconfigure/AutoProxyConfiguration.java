package io.github.shadowvars.autoconfigure;

import java.util.Objects;

import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Creates proxies for some beans.
 */
@Configuration(proxyBeanMethods = false)
class AutoProxyConfiguration {

	@Bean
	static BeanNameAutoProxyCreator autoProxyCreator() {
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames("parent", "scopedTarget.parent", "service");
		creator.setInterceptorNames("interceptor");
		creator.setProxyTargetClass(true);
		return creator;
	}

	@Bean
	static MethodInterceptor interceptor() {
		return (invocation) -> Objects.requireNonNull(invocation).proceed();
	}

}
