package io.github.shadowvars.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;

/**
 * Thrown when a type that is a bean cannot be registered.
 */
final class ShadowTypeBeanException extends BeanCreationException {

	private static final long serialVersionUID = 1L;

	private final transient List<String> holders;

	/**
	 * Creates an exception.
	 * @param holders the beans of the type that has the id or the name already
	 */
	ShadowTypeBeanException(@Nullable String resource, String beanName, List<String> holders, RuntimeException cause) {
		super(resource, beanName, "The shadow type cannot be registered", cause);
		this.holders = holders;
	}

	List<String> holders() {
		return this.holders;
	}

}
