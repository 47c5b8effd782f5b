package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Finds out whether Spring, without this library, would have something to call at the end
 * of a bean.
 */
final class ForeignDestruction {

	private final DefaultListableBeanFactory beanFactory;

	private final BeanPostProcessor own;

	private volatile @Nullable Probe probe;

	ForeignDestruction(DefaultListableBeanFactory beanFactory, BeanPostProcessor own) {
		this.beanFactory = beanFactory;
		this.own = own;
	}

	boolean isRequired(Object bean, String beanName) {
		return this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition
				&& probe().requiresDestruction(bean, definition);
	}

	private Probe probe() {
		Probe probe = this.probe;
		int count = this.beanFactory.getBeanPostProcessorCount();
		if (probe == null || probe.count != count) {
			List<BeanPostProcessor> others = new ArrayList<>(this.beanFactory.getBeanPostProcessors());
			others.remove(this.own);
			probe = new Probe(others, count);
			this.probe = probe;
		}
		return probe;
	}

	/**
	 * Spring's own rules, applied to other post-processors.
	 */
	@SuppressWarnings("serial")
	private static final class Probe extends DefaultListableBeanFactory {

		private final int count;

		Probe(List<BeanPostProcessor> postProcessors, int count) {
			addBeanPostProcessors(postProcessors);
			this.count = count;
		}

		@Override
		protected boolean requiresDestruction(Object bean, RootBeanDefinition definition) {
			return super.requiresDestruction(bean, definition);
		}

	}

}
