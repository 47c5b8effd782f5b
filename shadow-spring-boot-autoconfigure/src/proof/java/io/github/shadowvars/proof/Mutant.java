package io.github.shadowvars.proof;

import java.util.List;

/**
 * A copy of the core in which one protected step is broken, and the tool that must notice
 * it. Whether an interleaving is possible is a question for Lincheck; what compilers and
 * processors do to plain reads and writes it does not know.
 */
enum Mutant {

	/**
	 * Nothing is decided under a lock any more.
	 */
	NO_LOCK(found("TWO_THREADS"), new Edit("Stripe", "private static final long serialVersionUID = 1L;",
			"private static final long serialVersionUID = 1L; public void lock() { } public void unlock() { }")),

	/**
	 * Who destroys a value is not decided under a lock any more.
	 */
	NO_CLAIM(Effort.SHORT.jcstress("CollectionFreeStress"),
			new Edit("Stripe", "private static final long serialVersionUID = 1L;",
					"private static final long serialVersionUID = 1L; public void lock() { } public void unlock() { }")),

	/**
	 * A writer takes the segment that it found, though it was replaced before it had the
	 * lock.
	 */
	NO_SECOND_LOOK(Tool.lincheck("GROWTH", 1, 250),
			new Edit("ShadowTable", "if (segment == segment(hash)) {", "if (segment != null) {")),

	/**
	 * Writers get where to attach more before readers do.
	 */
	WRITERS_FIRST(Tool.lincheck("GROWTH", 1, 250),
			new Edit("ShadowTable", "this.large = large;", "this.directory = directory; this.large = large;")),

	/**
	 * Two constructors run for one pair.
	 */
	NO_RESERVATION(found("TWO_THREADS"),
			new Edit("ShadowTable", "if (slot >= 0) {\n\t\t\t\t\treturn null;",
					"if (slot >= 0) { if (segment.slots[slot].value() == null) { "
							+ "return segment.stripe.reserve(hash, mine); }\n return null;")),

	/**
	 * What is being constructed is left behind when its segment is replaced.
	 */
	LOST_RESERVATION(found("TWO_THREADS"),
			new Edit("Segment", "return attachment != null && attachment != Attachment.REMOVED;",
					"return attachment != null && attachment != Attachment.REMOVED && attachment.value() != null;")),

	/**
	 * An id whose last owner leaves refuses new work after it freed the old.
	 */
	CLOSED_TOO_LATE(Effort.SHORT.jcstress("CloseAllocStress"),
			new Edit("DefaultShadowRegistry", "registered.leave();", ""),
			new Edit("DefaultShadowRegistry", "freeAll(registered, FreeCause.UNREGISTERED);",
					"freeAll(registered, FreeCause.UNREGISTERED); registered.leave();")),

	/**
	 * A constructor that ends does not look whether the table was closed.
	 */
	CLOSED_UNSEEN(Tool.lincheck("CLOSING", 1, 2_000), new Edit("ShadowTable", "return !isClosed();", "return true;")),

	/**
	 * A thread may go by what it read of a table before that was closed.
	 */
	PLAIN_CLOSING(Effort.SHORT.jcstress("ClosedStress"),
			new Edit("ShadowTable", "private volatile @Nullable Closing closing;", "private @Nullable Closing closing;")),

	/**
	 * The end of a constructor may be written after the look at who waits for it.
	 */
	PLAIN_END(Effort.SHORT.jcstress("WaitStress"),
			new Edit("Callback", "private volatile long ended;", "private long ended;"));

	/**
	 * Capacities with which a table of a few pairs turns large, and small again.
	 */
	static final List<Edit> SMALL = List.of(new Edit("Capacity", "MAX_WHOLE = 16 * 1024;", "MAX_WHOLE = 8;"),
			new Edit("Capacity", "MIN = 8;", "MIN = 4;"),
			new Edit("Capacity", "MAX_PART = 64 * 1024;", "MAX_PART = 4;"),
			new Edit("Capacity", "STRIPES = 64;", "STRIPES = 2;"), new Edit("Capacity", "FEW = 512;", "FEW = 1;"));

	private final Tool tool;

	private final List<Edit> edits;

	Mutant(Tool tool, Edit... edits) {
		this.tool = tool;
		this.edits = List.of(edits);
	}

	/**
	 * Lincheck ends at the first failure, so it may look for long.
	 */
	private static Tool found(String check) {
		return Tool.lincheck(check, 50, 500);
	}

	Tool tool() {
		return this.tool;
	}

	List<Edit> edits() {
		return this.edits;
	}

}
