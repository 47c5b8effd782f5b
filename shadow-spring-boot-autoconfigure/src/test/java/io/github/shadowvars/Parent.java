package io.github.shadowvars;

/**
 * A parent that equals all others. It can be cloned and woven.
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
