package io.github.shadowvars.proof;

/**
 * A change to a source file of the core.
 *
 * @param file the name of the class
 * @param place the code to replace, which occurs exactly once
 * @param replacement the new code
 */
record Edit(String file, String place, String replacement) {

	/**
	 * Returns the source with the edit.
	 * @throws IllegalStateException if the code to replace is missing
	 */
	String apply(String source) {
		int index = source.indexOf(this.place);
		if (index < 0 || source.indexOf(this.place, index + 1) >= 0) {
			throw new IllegalStateException(
					"[%s] must stand exactly once in %s.java, but does not any more; change what is to be edited there"
						.formatted(this.place, this.file));
		}
		return source.replace(this.place, this.replacement);
	}

}
