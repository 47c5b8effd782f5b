package io.github.shadowvars;

import java.util.List;

/**
 * Fills a table and empties it, in a JVM with another kind of identity hashes. Checks the
 * lengths of chains, and not the time.
 */
final class IdentityHashProgram {

	static final String DONE = "Each was found, in a short chain";

	private static final int MANY = 300_000;

	/**
	 * The number of variables if all are in one chain.
	 */
	private static final int FEW = 3_000;

	private static final int CONSTANT = 2;

	private IdentityHashProgram() {
	}

	/**
	 * Runs.
	 * @param args the value of {@code -XX:hashCode}
	 */
	public static void main(String[] args) {
		boolean constant = Integer.parseInt(args[0]) == CONSTANT;
		ShadowTable table = TableFiller.table();
		List<Object> parents = TableFiller.attached(table, constant ? FEW : MANY);
		for (Object parent : parents) {
			check(table.get(parent) != null, "a variable is lost");
			check(table.get(new Object()) == null, "a stranger has a variable");
		}
		if (!constant) {
			checkChains(table);
		}
		for (Object parent : parents) {
			check(table.remove(parent, null, FreeCause.FREED, null), "a variable cannot be freed");
		}
		check(table.isIdle() && table.bins.length == ShadowTable.MIN_BINS, "something is left");
		System.out.println(DONE);
	}

	private static void checkChains(ShadowTable table) {
		long met = 0;
		long longest = 0;
		int[] stripes = new int[ShadowTable.STRIPES];
		for (int bin = 0; bin < table.bins.length; bin++) {
			long length = 0;
			for (Attachment attachment = table.bins[bin]; attachment != null; attachment = attachment.following()) {
				length += (attachment instanceof ChainEnd) ? 0 : 1;
			}
			met += length * (length + 1) / 2;
			longest = Math.max(longest, length);
			stripes[Hash.bin((int) Hash.first(bin, table.bins.length), stripes.length)] += (int) length;
		}
		check(met < 1.6 * MANY, "a look-up meets too many others");
		check(longest < 16, "a chain is too long");
		for (int stripe : stripes) {
			check(stripe > 0, "a stripe is not used");
		}
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(message);
		}
	}

}
