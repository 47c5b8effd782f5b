package com.acme.snippets;

/**
 * A vendor's final class.
 */
final class Station {

	private boolean awake;

	void wake() {
		this.awake = true;
	}

	boolean isAwake() {
		return this.awake;
	}

}
