package io.github.shadowvars;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A variable: its parent, weakly, and its value. There is no value while the constructor
 * runs, and none any more once the variable was freed. The hash and the id are left out
 * on purpose: without them an attachment takes 32 bytes.
 */
class Attachment extends WeakReference<Object> {

	/**
	 * Stands in a slot whose attachment was removed. Refers to no parent.
	 */
	static final Attachment REMOVED = new Attachment(null, null);

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(Attachment.class, "value", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable Object value;

	Attachment(@Nullable Object parent, @Nullable ReferenceQueue<Object> queue) {
		super(parent, queue);
	}

	final @Nullable Object value() {
		return this.value;
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
	 * Returns where this comes from, or null if nobody asked to know.
	 */
	@Nullable ShadowAllocation allocation() {
		return null;
	}

}
