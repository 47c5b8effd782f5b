package io.github.shadowvars.proof;

import java.util.List;

/**
 * A copy of the core with one broken step, and the tool that must find it. Lincheck finds
 * wrong interleavings. jcstress finds the effects of reordering by compilers and
 * processors.
 */
enum Mutant {

	/**
	 * The lock does nothing.
	 */
	NO_LOCK(found("TWO_THREADS"), new Edit("Stripe", "private static final long serialVersionUID = 1L;",
			"private static final long serialVersionUID = 1L; void acquire() { } boolean tryAcquire() { return true; } void unlock() { }")),

	/**
	 * The value of a collected parent is read before the lock, so two calls can destroy
	 * it.
	 */
	NO_CLAIM(Effort.SHORT.jcstress("CollectionFreeStress"),
			new Edit("ShadowTable", "Stripe stripe = lock(hash);\n\t\tObject value;",
					"Object claimed = (exact != null) ? exact.value() : null;\n\t\tStripe stripe = lock(hash);\n\t\tObject value;"),
			new Edit("ShadowTable", "\t\t\t\tvalue = (attachment != null)", "\t\t\t\tvalue = (claimed != null) ? claimed : (attachment != null)"),
			new Edit("Bins", "before = before.next;\n\t\t}\n\t\tObjects.requireNonNull(before).next = attachment.next;",
					"before = before.following();\n\t\t}\n\t\tif (before != null) {\n\t\t\tbefore.next = attachment.next;\n\t\t}")),

	/**
	 * A miss does not check whether the array was replaced meanwhile.
	 */
	NO_LOOK_AT_THE_ARRAY(Tool.lincheck("GROWTH", 1, 500), 
			new Edit("ShadowTable", "return (bins == this.bins) ? null : getFromMoving(parent, hash);", "return null;")),

	/**
	 * A miss in a bin that was not moved yet does not check whether the bin was moved
	 * meanwhile.
	 */
	NO_LOOK_AT_THE_BIN(Tool.lincheck("GROWTH", 1, 500), new Edit("ShadowTable", "(first != null || bins[bin] == null)", "true")),

	/**
	 * A bin that was not moved yet is treated as empty.
	 */
	UNMOVED_TAKEN_FOR_EMPTY(Tool.lincheck("GROWTH", 1, 500), 
			new Edit("ShadowTable", "if (attachment == null) {\n\t\t\treturn getFromMoving(parent, hash);",
					"if (attachment == null) {\n\t\t\treturn null;")),

	/**
	 * The mark for readers during the relinking of attachments is missing.
	 */
	NO_MARK(Tool.lincheck("GROWTH", 1, 500),
			new Edit("Move", "if (first != this.end && first.next != this.end) {", "if (false) {")),

	/**
	 * A miss at the mark is treated as a miss.
	 */
	MARK_TAKEN_FOR_EMPTY(Tool.lincheck("GROWTH", 1, 500), new Edit("ShadowTable", "return getLocked(parent, hash);", "return null;")),

	/**
	 * The array is replaced while writers hold locks.
	 */
	ARRAY_REPLACED_UNLOCKED(Tool.lincheck("GROWTH", 1, 500),
			new Edit("Bins", "stripes[locked].acquire();", "stripes[locked].acquire(); stripes[locked].unlock();"),
			new Edit("Bins", "stripes[--locked].unlock();", "locked--;")),

	/**
	 * A writer links to a bin that was not moved.
	 */
	WRITTEN_BEFORE_MOVED(found("TWO_THREADS"),
			new Edit("Bins", "Objects.requireNonNull(this.move).split(bin / 2);", "return this.end;")),

	/**
	 * A freed attachment loses its next attachment.
	 */
	NO_WAY_ON(found("TWO_THREADS"), new Edit("ShadowTable", "attachment.detach();\n\t\t\t\tstripe.freed(cause, 1);",
			"attachment.detach(); attachment.next = this.end;\n\t\t\t\tstripe.freed(cause, 1);")),

	/**
	 * Two constructors run for one pair.
	 */
	NO_RESERVATION(found("TWO_THREADS"),
			new Edit("ShadowTable", "isClosed() || find(parent, mine.hash) != null",
					"isClosed() || (find(parent, mine.hash) != null && find(parent, mine.hash).value() != null)")),

	/**
	 * An attachment without a value does not move with its bin.
	 */
	LOST_RESERVATION(found("TWO_THREADS"),
			new Edit("Move", "Attachment first = this.from[bin];",
					"Attachment first = this.from[bin]; while (first != this.end && first.value() == null) { "
							+ "first = first.next; }")),

	/**
	 * When the last owner closes an id, it frees the variables before it refuses new ones.
	 */
	CLOSED_TOO_LATE(Effort.SHORT.jcstress("CloseAllocStress"),
			new Edit("DefaultShadowRegistry", "registered.leave();", ""),
			new Edit("DefaultShadowRegistry", "registered.freeAll(FreeCause.UNREGISTERED);",
					"registered.freeAll(FreeCause.UNREGISTERED); registered.leave();")),

	/**
	 * A constructor that ends does not check whether the table was closed.
	 */
	CLOSED_UNSEEN(Tool.lincheck("CLOSING", 1, 2_000), new Edit("ShadowTable", "return !isClosed();", "return true;")),

	/**
	 * Two ids put their cells in front of a woven parent's chain at the same time.
	 */
	CELL_LINKED_UNGUARDED(woven("WOVEN"),
			new Edit("WovenCell", "synchronized (lock(parent)) {\n\t\t\tWovenCell first = first(parent);\n\t\t\t//",
					"synchronized (new Object()) {\n\t\t\tWovenCell first = first(parent);\n\t\t\t//")),

	/**
	 * A cell is taken out of the chain while another one is put in front of it.
	 */
	CELL_UNLINKED_UNGUARDED(woven("WOVEN"),
			new Edit("WovenCell", "synchronized (lock(parent)) {\n\t\t\tWovenCell before",
					"synchronized (new Object()) {\n\t\t\tWovenCell before")),

	/**
	 * A cell that was taken out no longer leads on to those of other ids.
	 */
	NO_WAY_ON_IN_CELLS(woven("WOVEN"),
			new Edit("WovenCell", "cell.owner = null;", "cell.owner = null; cell.next = null;")),

	/**
	 * A copied parent forgets its original's cells after it got one of its own.
	 */
	COPY_FORGETS_ITS_OWN(woven("WOVEN"),
			new Edit("WovenCell", "if (first != null && !first.refersTo(parent)) {\n\t\t\t\tparent",
					"if (first != null) {\n\t\t\t\tparent")),

	/**
	 * A copied parent has the variables of its original.
	 */
	COPY_HAS_ALL(woven("WOVEN"),
			new Edit("WovenCell", "if (cell != null && cell.refersTo(parent)) {", "if (cell != null) {")),

	/**
	 * The same id of two registries has one value.
	 */
	ONE_CELL_FOR_ALL_REGISTRIES(woven("WOVEN"),
			new Edit("WovenCell", "while (cell != null && cell.owner != owner) {",
					"while (cell != null && cell.owner == null) {")),

	/**
	 * A value whose constructor is about to end is taken for one whose field other code
	 * has overwritten.
	 */
	FREED_WHILE_COMPLETED(woven("TWO_THREADS"),
			new Edit("ShadowTable", "attachment.value() == null || stripe.isConstructing(attachment.hash)",
					"attachment.value() == null")),

	/**
	 * A woven parent keeps the cell of an id that is closed.
	 */
	CELL_OF_A_CLOSED_ID(Tool.lincheck("CLOSING", 1, 100).woven(),
			new Edit("ShadowTable", "WovenCell.unlink(woven, this);", "")),

	/**
	 * A value can be taken out before its attachment has it.
	 */
	FOUND_BEFORE_ATTACHED(Effort.SHORT.jcstress("WovenFreeStress"),
			new Edit("ShadowTable", "mine.attach(this.ephemeral ? Attachment.IN_PARENT : value);",
					"WovenCell.set(woven, this, value); mine.attach(this.ephemeral ? Attachment.IN_PARENT : value);")),

	/**
	 * The field that says whether a table is closed is not volatile.
	 */
	PLAIN_CLOSING(Effort.SHORT.jcstress("ClosedStress"),
			new Edit("ShadowTable", "private volatile @Nullable CloseReason closeReason;", "private @Nullable CloseReason closeReason;")),

	/**
	 * The end of a constructor may be written after the check for waiting threads.
	 */
	PLAIN_END(Effort.SHORT.jcstress("WaitStress"),
			new Edit("CallbackSlot", "private volatile long ended;", "private long ended;"));

	/**
	 * Small sizes: a table of a few pairs grows, gets many stripes, and shrinks.
	 */
	static final List<Edit> SMALL = List.of(new Edit("Bins", "MIN_BINS = 31;", "MIN_BINS = 2;"),
			new Edit("Bins", "MANY_BINS = MIN_BINS << 7;", "MANY_BINS = 2;"),
			new Edit("Bins", "STRIPES = 64;", "STRIPES = 2;"),
			new Edit("Bins", "STEPS = 4;", "STEPS = 0;"), new Edit("Bins", "CHUNK = 64;", "CHUNK = 1;"));

	private final Tool tool;

	private final List<Edit> edits;

	Mutant(Tool tool, Edit... edits) {
		this.tool = tool;
		this.edits = List.of(edits);
	}

	/**
	 * Lincheck ends at the first failure, so the limit may be high.
	 */
	private static Tool found(String check) {
		return Tool.lincheck(check, 50, 500);
	}

	private static Tool woven(String check) {
		return found(check).woven();
	}

	Tool tool() {
		return this.tool;
	}

	List<Edit> edits() {
		return this.edits;
	}

}
