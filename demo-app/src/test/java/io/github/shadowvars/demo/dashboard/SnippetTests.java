package io.github.shadowvars.demo.dashboard;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SnippetTests {

	private static final String PATCH = "powersave/PowerSavePatch.java";

	@ParameterizedTest
	@EnumSource
	void codeOfEachUseCaseShouldBeWholeMethodsWithTheLinesThatMatter(UseCase useCase) {
		assertThat(useCase.code()).isNotEmpty()
			.allSatisfy((snippet) -> assertThat(snippet.lines()).anyMatch(Snippet.Line::key)
				.last()
				.isEqualTo(new Snippet.Line("}", false)));
	}

	@Test
	void cutShouldTakeAnnotationsAndOneIndentAway() {
		assertThat(Snippet.cut(PATCH, "associated", "psLock.alloc").lines()).containsExactly(
				new Snippet.Line("@Override", false), new Snippet.Line("public void associated(Station sta) {", false),
				new Snippet.Line("    this.psLock.alloc(sta);", true), new Snippet.Line("}", false));
	}

	@Test
	void cutWhenMethodOrLineIsNotThereShouldSayWhatIsMissing() {
		assertThatIllegalStateException().isThrownBy(() -> Snippet.cut(PATCH, "associated", "psLock.free"))
			.withMessage(
					"powersave/PowerSavePatch.java must have a method associated with psLock.free, because the page shows it");
		assertThatIllegalStateException().isThrownBy(() -> Snippet.cut(PATCH, "gone", "psLock"))
			.withMessageContaining("must have a method gone");
	}

	@Test
	void cutWhenSourceIsNotPackagedShouldSayHowToPackageIt() {
		assertThatIllegalStateException().isThrownBy(() -> Snippet.cut("Nothing.java", "wake", "psLock"))
			.withMessage(
					"Nothing.java must be packaged, because the page shows it; see the resources in demo-app/pom.xml");
	}

}
