package io.github.shadowvars.weave;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A shadow variable as its woven parent holds it: one link of the chain in the parent's
 * field. Used by the library only. It is public, and beside {@link WovenParent}, because
 * two copies of the library may attach to one parent.
 * <ul>
 * <li>A cell counts only for the parent that it was made for: {@code clone()} copies the
 * chain.</li>
 * <li>It is linked while it has no value, which reads as absent, and never again. It is
 * unlinked together with its attachment, under the lock of the table.</li>
 * <li>A cell that was unlinked holds neither value nor owner, for a clone may still lead
 * to it.</li>
 * </ul>
 */
public final class WovenCell extends WeakReference<Object> {

	/**
	 * Guard the chains: each that of the parents which it is chosen for by their hash.
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
	 * @param parent the parent that it is for
	 * @param owner tells the variables of a parent apart
	 */
	public WovenCell(WovenParent parent, Object owner) {
		super(parent);
		this.owner = owner;
	}

	/**
	 * Returns the value of an owner's cell of a parent. Takes no lock.
	 * @param parent the parent
	 * @param owner the owner
	 * @return the value, or {@code null} if there is none
	 */
	public static @Nullable Object get(WovenParent parent, Object owner) {
		WovenCell cell = find(parent, owner);
		return (cell != null) ? cell.value : null;
	}

	/**
	 * Puts this in front of the parent's chain. Cells that a clone has from its original
	 * are left behind.
	 * @param parent the parent that this is for
	 */
	public void link(WovenParent parent) {
		synchronized (lock(parent)) {
			WovenCell first = first(parent);
			// Those of the original come after those of the clone
			this.next = (first != null && first.refersTo(parent)) ? first : null;
			parent.shadow$cells(this);
		}
	}

	/**
	 * Gives an owner's cell of a parent its value. If other code has overwritten the
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
	 * Forgets a chain that a clone has from its original, so that it keeps none of the
	 * original's values.
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
	 * Takes an owner's cell out of the parent's chain, if there is one. A reader who
	 * stands on it still finds what follows. Takes no memory.
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
		// The last bits of sequential hashes differ, too
		return LOCKS[System.identityHashCode(parent) & (LOCKS.length - 1)];
	}

}
