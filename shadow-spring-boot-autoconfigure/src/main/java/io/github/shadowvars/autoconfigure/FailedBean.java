package io.github.shadowvars.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;

/**
 * Which bean it was whose creation failed.
 */
final class FailedBean {

	private FailedBean() {
	}

	/**
	 * Returns the innermost failure of a bean, which is the one of the bean that failed
	 * by itself.
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
