package io.github.shadowvars.benchmark;

/**
 * A row of the report.
 * @param name the measured operation
 * @param size the number of values, 0 if it has no meaning
 * @param unit the unit of the figures
 */
record Row(String name, int size, String unit) {

	/**
	 * The unit of a gain. Higher is better.
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
