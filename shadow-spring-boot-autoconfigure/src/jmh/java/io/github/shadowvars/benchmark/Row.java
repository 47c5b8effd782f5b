package io.github.shadowvars.benchmark;

/**
 * What was measured.
 *
 * @param name what was done
 * @param size with how many values, 0 if that says nothing
 * @param unit the unit of the figures
 */
record Row(String name, int size, String unit) {

	/**
	 * The unit of a gain: the more, the better.
	 */
	static final String TIMES = "times";

	boolean isGain() {
		return this.unit.equals(TIMES);
	}

	@Override
	public String toString() {
		return (this.size == 0) ? this.name : "%s, %,d".formatted(this.name, this.size);
	}

}
