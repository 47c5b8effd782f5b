package io.github.shadowvars;

import java.util.Objects;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One call attaches a value to a woven parent while another frees it. The parent and the
 * table must agree on the result.
 */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Freed by nobody")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Freed")
@Outcome(expect = Expect.FORBIDDEN, desc = "There for some")
@State
public class WovenFreeStress {

	private final WovenStress parent = new WovenStress();

	private final RegisteredId<Object, Object> id = ProvenIds
		.register(ShadowType.builder(Object.class, Object.class).id(1).build());

	private final Attachment attachment = new Attachment(this.parent, null);

	@Actor
	public void alloc() {
		this.id.table()
			.complete(Objects.requireNonNull(this.id.table().reserve(this.parent, this.attachment)), this.attachment,
					Boolean.TRUE);
	}

	@Actor
	public void free(II_Result result) {
		result.r1 = this.id.unownedHandle().free(this.parent) ? 1 : 0;
	}

	@Arbiter
	public void look(II_Result result) {
		boolean seen = this.id.unownedHandle().has(this.parent);
		boolean agreed = seen == (this.attachment.value() != null) && seen == (this.id.count() == 1)
				&& seen == (this.parent.shadow$cells() != null);
		result.r2 = agreed ? (seen ? 1 : 0) : -1;
	}

}
