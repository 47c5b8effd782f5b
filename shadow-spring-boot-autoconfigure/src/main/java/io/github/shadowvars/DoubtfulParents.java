package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells once per class of parents that make poor parents, see {@link Identity#doubt}.
 */
final class DoubtfulParents {

	/**
	 * Whether a class was told. Neither this nor the class keeps the other alive.
	 */
	private final ClassValue<AtomicBoolean> told = new ClassValue<>() {

		@Override
		protected AtomicBoolean computeValue(Class<?> type) {
			return new AtomicBoolean();
		}

	};

	private final Handler handler;

	DoubtfulParents(Handler handler) {
		this.handler = handler;
	}

	void attached(ShadowVariable<?, ?> variable, Object parent) {
		try {
			Class<?> type = (parent instanceof Enum<?> constant) ? constant.getDeclaringClass() : parent.getClass();
			String doubt = Identity.doubt(type);
			if (doubt != null && !this.told.get(type).getAndSet(true)) {
				this.handler.handle(variable, type, doubt);
			}
		}
		catch (Throwable ex) {
			// The variable is attached: a failure here must not hide that.
		}
	}

	@FunctionalInterface
	interface Handler {

		void handle(ShadowVariable<?, ?> variable, Class<?> parentType, String doubt);

	}

}
