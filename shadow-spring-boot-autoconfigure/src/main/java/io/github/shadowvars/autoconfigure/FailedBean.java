package io.github.shadowvars.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;

/**
 * Finds the bean whose creation failed.
 */
final class FailedBean {

	private FailedBean() {
	}

	/**
	 * Returns the innermost failure: the bean that failed, and not one that depends on
	 * it.
	 */
	static @Nullable BeanCreationException find(Throwable failure) {
		BeanCreationException found = null;
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			found = (ex instanceof BeanCreationException bean) ? bean : found;
		}
		return found;
	}

	static String describe(BeanCreationException failure) {
		String resource = failure.getResourceDescription();
		return "the bean '%s'%s".formatted(failure.getBeanName(), (resource != null) ? " defined in " + resource : "");
	}

}
