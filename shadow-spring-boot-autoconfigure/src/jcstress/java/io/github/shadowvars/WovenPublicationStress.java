package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A constructor fills its value step by step while another call gets it from its woven
 * parent. The call must see the complete value or none.
 */
@JCStressTest
@Outcome(id = { "0", "15" }, expect = Expect.ACCEPTABLE, desc = "Absent, or whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "Half built")
@State
public class WovenPublicationStress {

	private final WovenStress parent = new WovenStress();

	private final ShadowVariable<Object, PublicationStress.Plain> variable = ProvenIds
		.register(PublicationStress.Plain.class);

	@Actor
	public void alloc() {
		this.variable.alloc(this.parent, (same) -> new PublicationStress.Plain());
	}

	@Actor
	public void get(I_Result result) {
		PublicationStress.Plain value = this.variable.get(this.parent);
		result.r1 = (value != null) ? value.sum() : 0;
	}

}
