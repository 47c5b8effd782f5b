package io.github.shadowvars.autoconfigure;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionParents}.
 */
class SessionParentsTests {

	private final SessionParents parents = new SessionParents();

	@Test
	void resolveWhenTheContainerHasOneObjectShouldReturnIt() {
		MockHttpSession session = session("a");
		this.parents.created(session);
		assertThat(this.parents.resolve(session)).isSameAs(session);
		session.setNew(false);
		assertThat(this.parents.resolve(session)).isSameAs(session);
		HttpSession other = session("b");
		this.parents.created(other);
		assertThat(this.parents.resolve(other)).isSameAs(other);
	}

	@Test
	void resolveWhenTheContainerHasSeveralObjectsShouldReturnTheFirst() {
		HttpSession first = session("a");
		this.parents.created(first);
		assertThat(this.parents.resolve(first)).isSameAs(first);
		assertThat(this.parents.resolve(session("a"))).isSameAs(first);
		assertThat(this.parents.resolve(session("a"))).isSameAs(first);
	}

	@Test
	void resolveWhenTheIdChangesShouldReturnTheSame() {
		HttpSession first = session("a");
		this.parents.created(first);
		this.parents.idChanged(session("b"), "a");
		assertThat(this.parents.resolve(session("b"))).isSameAs(first);
	}

	@Test
	void resolveWhenTheSessionHasEndedShouldNotRememberIt() {
		HttpSession first = session("a");
		this.parents.created(first);
		this.parents.resolve(session("a"));
		this.parents.destroyed(session("a"));
		MockHttpSession ended = session("a");
		ended.invalidate();
		assertThat(this.parents.resolve(ended)).isSameAs(ended);
		MockHttpSession again = session("a");
		assertThat(this.parents.resolve(again)).isSameAs(again);
	}

	@Test
	void resolveWhenTheSessionWasNotAnnouncedShouldReturnTheFirstIfThereAreSeveral() {
		HttpSession unknown = session("b");
		assertThat(this.parents.resolve(unknown)).isSameAs(unknown);
		HttpSession same = session("b");
		assertThat(this.parents.resolve(same)).isSameAs(same);
		this.parents.created(session("a"));
		this.parents.resolve(session("a"));
		assertThat(this.parents.resolve(unknown)).isSameAs(unknown);
		assertThat(this.parents.resolve(same)).isSameAs(unknown);
	}

	@Test
	void resolveWhenTheSessionEndsMeanwhileShouldNotRememberIt() {
		this.parents.created(session("a"));
		this.parents.resolve(session("a"));
		MockHttpSession ending = new MockHttpSession(null, "b") {

			@Override
			public long getCreationTime() {
				long time = super.getCreationTime();
				SessionParentsTests.this.parents.destroyed(this);
				invalidate();
				return time;
			}

		};
		assertThat(this.parents.resolve(ending)).isSameAs(ending);
		MockHttpSession again = session("b");
		assertThat(this.parents.resolve(again)).isSameAs(again);
	}

	private static MockHttpSession session(String id) {
		return new MockHttpSession(null, id);
	}

}
