package io.github.shadowvars.weave;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A shadow variable in the field of its woven parent: one link of a chain. Only the
 * library uses it. It is public, and in the same package as {@link WovenParent}, because
 * two copies of the library may attach to one parent.
 * <ul>
 * <li>A cell is valid only for the parent that it was created for, because
 * {@code clone()} copies the chain.</li>
 * <li>It is linked once, before it has a value. Until then, readers take it as absent. It
 * is unlinked together with its attachment, under the lock of the table.</li>
 * <li>An unlinked cell holds neither value nor owner, because a clone may still lead to
 * it.</li>
 * </ul>
 * For example, the library reads a value like this:
 *
 * <pre class="code">
 * Object value = WovenCell.get(parent, owner);
 * </pre>
 */
public final class WovenCell extends WeakReference<Object> {

	/**
	 * The locks of the chains. A parent's hash selects its lock.
	 */
	private static final Object[] LOCKS = new Object[64];

	static {
		for (int i = 0; i < LOCKS.length; i++) {
			LOCKS[i] = new Object();
		}
	}

	private volatile @Nullable Object owner;

	private volatile @Nullable Object value;

	private @Nullable WovenCell next;

	/**
	 * Creates a cell that is not linked.
	 * @param parent the parent of the variable
	 * @param owner identifies the variable among the parent's variables
	 */
	public WovenCell(WovenParent parent, Object owner) {
		super(parent);
		this.owner = owner;
	}

	/**
	 * Returns the value of an owner's cell of a parent. Takes no lock, except to drop a
	 * chain that a clone has copied.
	 * @param parent the parent
	 * @param owner the owner
	 * @return the value, or {@code null} if there is none
	 */
	public static @Nullable Object get(WovenParent parent, Object owner) {
		WovenCell cell = find(parent, owner);
		return (cell != null) ? cell.value : null;
	}

	/**
	 * Adds this cell to the front of the parent's chain. Drops cells that a clone has
	 * copied from its original.
	 * @param parent the parent of this cell
	 */
	public void link(WovenParent parent) {
		synchronized (lock(parent)) {
			WovenCell first = first(parent);
			// The original's cells come after the clone's cells
			this.next = (first != null && first.refersTo(parent)) ? first : null;
			parent.shadow$cells(this);
		}
	}

	/**
	 * Sets the value of an owner's cell of a parent. If other code has overwritten the
	 * field, and the cell is no longer there, another one takes its place.
	 * @param parent the parent
	 * @param owner the owner
	 * @param value the value
	 */
	public static void set(WovenParent parent, Object owner, Object value) {
		WovenCell cell = find(parent, owner);
		if (cell == null) {
			cell = new WovenCell(parent, owner);
			cell.link(parent);
		}
		cell.value = value;
	}

	private static @Nullable WovenCell find(WovenParent parent, Object owner) {
		WovenCell first = first(parent);
		WovenCell cell = first;
		while (cell != null && cell.owner != owner) {
			cell = cell.next;
		}
		if (cell != null && cell.refersTo(parent)) {
			return cell;
		}
		// All cells of a chain are for one parent
		if (first != null && !first.refersTo(parent)) {
			dropForeign(parent);
		}
		return null;
	}

	/**
	 * Drops a chain that a clone has copied from its original, so that the clone keeps
	 * none of the original's values alive.
	 */
	private static void dropForeign(WovenParent parent) {
		synchronized (lock(parent)) {
			WovenCell first = first(parent);
			if (first != null && !first.refersTo(parent)) {
				parent.shadow$cells(null);
			}
		}
	}

	/**
	 * Removes an owner's cell from the parent's chain, if there is one. A reader at this
	 * cell can continue. Allocates nothing.
	 * @param parent the parent
	 * @param owner the owner
	 */
	public static void unlink(WovenParent parent, Object owner) {
		synchronized (lock(parent)) {
			WovenCell before = null;
			for (WovenCell cell = first(parent); cell != null; cell = cell.next) {
				if (cell.owner == owner && cell.refersTo(parent)) {
					if (before != null) {
						before.next = cell.next;
					}
					else {
						parent.shadow$cells(cell.next);
					}
					cell.owner = null;
					cell.value = null;
					return;
				}
				before = cell;
			}
		}
	}

	private static @Nullable WovenCell first(WovenParent parent) {
		return (WovenCell) parent.shadow$cells();
	}

	private static Object lock(WovenParent parent) {
		// The trailing bits differ for sequential hashes, too
		return LOCKS[System.identityHashCode(parent) & (LOCKS.length - 1)];
	}

}
