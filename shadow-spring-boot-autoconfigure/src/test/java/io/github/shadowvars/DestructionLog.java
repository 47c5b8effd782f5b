package io.github.shadowvars;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * A destructor that notes its calls. It holds no parent.
 */
final class DestructionLog implements ShadowDestructor<Object, Object> {

	private final Queue<Destruction> destructions = new ConcurrentLinkedQueue<>();

	@Override
	public void destroy(@Nullable Object parent, Object value, FreeCause cause) {
		String shown = (parent != null) ? HostileParent.shown(parent) : null;
		this.destructions.add(new Destruction(shown, value, cause, Thread.currentThread()));
	}

	List<Destruction> all() {
		return List.copyOf(this.destructions);
	}

	List<Object> values() {
		return all().stream().map(Destruction::value).toList();
	}

	List<FreeCause> causes() {
		return all().stream().map(Destruction::cause).toList();
	}

	record Destruction(@Nullable String parent, Object value, FreeCause cause, Thread thread) {
	}

}
