package io.github.shadowvars;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the public API with the reviewed list, and looks for its examples.
 */
class PublicApiTests {

	private static final Path SOURCES = Path.of("src/main/java");

	private static final Path LISTED = Path.of("src/test/resources/io/github/shadowvars/public-api.txt");

	private static final Path FOUND = Path.of("target/public-api.txt");

	// Methods of every record, enum and object
	private static final Set<String> GIVEN = Set.of("equals", "hashCode", "toString", "values", "valueOf");

	@Test
	void publicApiShouldBeWhatIsListed() throws Exception {
		List<String> found = visibleTypes().flatMap(PublicApiTests::describe).toList();
		Files.write(FOUND, found);
		List<String> listed = Files.readAllLines(LISTED);
		assertThat(found).hasSizeGreaterThan(100);
		assertThat(Stream.concat(found.stream().filter((line) -> !listed.contains(line)).map("new: "::concat),
				listed.stream().filter((line) -> !found.contains(line)).map("gone: "::concat)))
			.as("Public API that is not as %s lists it. If it is meant, review it as CONTRIBUTING.md says, and copy %s there",
					LISTED, FOUND)
			.isEmpty();
	}

	@Test
	void eachPublicTypeShouldHaveAnExample() {
		List<? extends Class<?>> types = visibleTypes().filter((type) -> type.getEnclosingClass() == null).toList();
		assertThat(types).hasSizeGreaterThan(50);
		assertThat(types).filteredOn((type) -> !javadoc(type).contains("<pre"))
			.as("Public types without an example in their Javadoc; show in <pre class=\"code\"> how to use or configure them")
			.isEmpty();
	}

	/**
	 * Returns what precedes the declaration of a type in its source.
	 */
	private static String javadoc(Class<?> type) {
		String declaration = "(?m)^public [a-z ]*\\b" + type.getSimpleName() + "\\b";
		try {
			return Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"))
				.split(declaration, 2)[0];
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<? extends Class<?>> visibleTypes() {
		return new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
			.importPackages("io.github.shadowvars")
			.stream()
			.map(JavaClass::reflect)
			.filter(PublicApiTests::isVisible)
			.sorted(Comparator.comparing(Class::getName));
	}

	private static boolean isVisible(Class<?> type) {
		return Modifier.isPublic(type.getModifiers())
				&& (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
	}

	private static Stream<String> describe(Class<?> type) {
		Stream<String> members = Stream
			.<Member[]>of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
			.flatMap(Stream::of)
			.filter(PublicApiTests::isVisible)
			.map((member) -> "\t" + describe(member))
			.sorted();
		return Stream.concat(Stream.of(type.toGenericString()), members);
	}

	private static boolean isVisible(Member member) {
		return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic()
				&& !GIVEN.contains(member.getName());
	}

	private static String describe(Member member) {
		return (member instanceof Executable executable) ? executable.toGenericString()
				: ((Field) member).toGenericString();
	}

}
