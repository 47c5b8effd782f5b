package io.github.shadowvars;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A variable: a weak reference to its parent, its value, and its place in a chain of its
 * table. It has no value while the constructor runs, and after the variable was freed.
 * Takes 40 bytes on JDK 17. A reference to the table's owner would make it 48, so the
 * {@link ChainEnd end of the chain} has that reference.
 */
class Attachment extends WeakReference<Object> {

	/**
	 * The value of an attachment whose real value is held only by its woven parent.
	 */
	static final Object IN_PARENT = new Object();

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(Attachment.class, "value", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
		// The first call ever allocates, and must not do so after a variable was unlinked
		new Attachment().detach();
	}

	/**
	 * The {@link Hash} of the parent.
	 */
	final int hash;

	/**
	 * The next element of the chain. Written under the stripe's lock, and kept when this
	 * attachment is removed, so that a reader at this element can continue. An attachment
	 * is linked at most once.
	 */
	@Nullable Attachment next;

	private volatile @Nullable Object value;

	Attachment(Object parent, @Nullable ReferenceQueue<Object> queue) {
		super(parent, queue);
		this.hash = Hash.of(parent);
	}

	/**
	 * Creates an element of a chain that is not a variable.
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
	 * Removes the value. Called under the stripe's lock, so only one thread removes it.
	 */
	final void detach() {
		VALUE.setRelease(this, null);
	}

	/**
	 * Returns the next element of the chain, which may be the end of the chain, or null
	 * after the end.
	 */
	final @Nullable Attachment following() {
		Attachment next = this.next;
		return (next != this) ? next : null;
	}

	/**
	 * Returns the allocation site, or null if this variable is not tracked.
	 */
	@Nullable ShadowAllocation allocation() {
		return null;
	}

}
