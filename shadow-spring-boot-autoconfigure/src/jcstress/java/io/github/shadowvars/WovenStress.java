package io.github.shadowvars;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * A parent with the field that the agent would add. It must be created before the first
 * table, which checks once whether parents may be woven.
 */
final class WovenStress implements WovenParent, Cloneable {

	static {
		Weaving.activate();
	}

	private volatile @Nullable Object cells;

	@Override
	public @Nullable Object shadow$cells() {
		return this.cells;
	}

	@Override
	public void shadow$cells(@Nullable Object cells) {
		this.cells = cells;
	}

	@Override
	public WovenStress clone() {
		try {
			return (WovenStress) super.clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
