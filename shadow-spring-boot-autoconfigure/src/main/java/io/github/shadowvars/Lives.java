package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * The {@link Life} of each parent that a lifetime was asked about. The lives are
 * variables of a hidden id, so they are collected with their parents.
 */
final class Lives implements Life.Variables {

	private final Ids ids;

	/**
	 * Null after the registry was closed, because parents may still hold their lives.
	 */
	private volatile @Nullable RegisteredId<Object, Life> lives;

	Lives(Ids ids) {
		this.ids = ids;
	}

	/**
	 * Prepares for ids with lifetimes. Called under the registry's lock.
	 */
	void open(Shared shared) {
		if (this.lives == null) {
			ShadowType<Object, Life> type = ShadowType.builder(Object.class, Life.class)
				.id(0)
				.name("lifetimes")
				.build();
			RegisteredId<Object, Life> lives = new RegisteredId<>(type, ShadowSettings.DEFAULT, shared.internal());
			this.ids.keep(lives);
			this.lives = lives;
		}
	}

	void close() {
		this.lives = null;
	}

	/**
	 * Returns the life of a parent, or null if the registry is closed.
	 */
	@Nullable Life of(Object parent) {
		RegisteredId<Object, Life> lives = this.lives;
		if (lives == null) {
			return null;
		}
		try {
			return lives.unownedHandle().getOrAlloc(parent, (same) -> new Life(this, same));
		}
		catch (RegistryClosedException ex) {
			return null;
		}
	}

	@Override
	public @Nullable CallbackSlot begin(Object parent) {
		RegisteredId<Object, Life> lives = this.lives;
		return (lives != null) ? lives.table().begin(parent) : null;
	}

	@Override
	public void free(Object parent) {
		VirtualMachineError failure = null;
		for (RegisteredId<?, ?> id : this.ids.latestFirst(parent.getClass())) {
			try {
				id.freeParent(parent);
			}
			catch (VirtualMachineError ex) {
				// The other ids are still freed
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public void abandon(Object parent, Lifetime lifetime) {
		for (RegisteredId<?, ?> id : this.ids.latestFirst(parent.getClass())) {
			if (id.isSubjectTo(lifetime)) {
				id.free(parent, FreeCause.FREED);
			}
		}
	}

}
