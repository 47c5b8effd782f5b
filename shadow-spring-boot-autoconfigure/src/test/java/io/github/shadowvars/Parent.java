package io.github.shadowvars;

/**
 * A parent without identity of its own in {@code equals}, that can be copied, and woven.
 */
class Parent implements Cloneable {

	@Override
	public Parent clone() {
		try {
			return (Parent) super.clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
