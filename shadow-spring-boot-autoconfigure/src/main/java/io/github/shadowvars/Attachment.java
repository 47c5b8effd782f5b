package io.github.shadowvars;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A variable: its parent, weakly, and its value; and a node of a chain of its table.
 * There is no value while the constructor runs, and none any more once the variable was
 * freed. Takes 40 bytes on JDK 17; a reference to the table would make it 48, so the
 * {@link ChainEnd end of the chain} has that.
 */
class Attachment extends WeakReference<Object> {

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(Attachment.class, "value", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * The {@link Hash} of the parent.
	 */
	final int hash;

	/**
	 * What follows in the chain. Written under the stripe's lock, and kept when this is
	 * taken out, so that a reader who stands here finds the way. An attachment is linked
	 * once at most.
	 */
	@Nullable Attachment next;

	private volatile @Nullable Object value;

	Attachment(Object parent, @Nullable ReferenceQueue<Object> queue) {
		super(parent, queue);
		this.hash = Hash.of(parent);
	}

	/**
	 * Creates what stands in a bin without being a variable.
	 */
	Attachment() {
		super(null);
		this.hash = 0;
	}

	final @Nullable Object value() {
		return this.value;
	}

	/**
	 * Returns the value, if this is a variable of a parent.
	 */
	final @Nullable Object value(Object parent) {
		return refersTo(parent) ? this.value : null;
	}

	final void attach(Object value) {
		VALUE.setRelease(this, value);
	}

	/**
	 * Gives up the value. Called under the stripe's lock, which makes it happen once.
	 */
	final void detach() {
		VALUE.setRelease(this, null);
	}

	/**
	 * Returns what follows in the chain, its end included, or null after that.
	 */
	final @Nullable Attachment following() {
		Attachment next = this.next;
		return (next != this) ? next : null;
	}

	/**
	 * Returns the id that this is, or was, a variable of, or null if it was never linked.
	 */
	final @Nullable RegisteredId<?, ?> id() {
		Attachment last = this;
		for (Attachment next = following(); next != null; next = next.following()) {
			last = next;
		}
		return (last instanceof ChainEnd end) ? end.owner : null;
	}

	/**
	 * Returns where this comes from, or null if nobody asked to know.
	 */
	@Nullable ShadowAllocation allocation() {
		return null;
	}

}
