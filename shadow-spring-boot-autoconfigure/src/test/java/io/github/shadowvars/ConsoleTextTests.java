package io.github.shadowvars;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import org.objectweb.asm.ClassReader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the texts of the library's classes: log lines, messages and analyses are
 * printed on consoles that may have ASCII only, where every other character becomes a
 * question mark.
 */
@AnalyzeClasses(packages = "io.github.shadowvars", importOptions = ImportOption.DoNotIncludeTests.class)
class ConsoleTextTests {

	/**
	 * The tag of a string in a class file's constant pool, which is the index of its
	 * text.
	 */
	private static final int STRING = 8;

	@ArchTest
	static void textsShouldBeAscii(JavaClasses classes) throws IOException {
		List<String> texts = new ArrayList<>();
		for (JavaClass type : classes) {
			texts.addAll(texts(type.getSource().map(Source::getUri).orElseThrow()));
		}
		assertThat(texts).anyMatch((text) -> text.contains("form a cycle"))
			.allMatch((text) -> text.chars().allMatch((character) -> character < 0x80));
	}

	private static List<String> texts(URI classFile) throws IOException {
		List<String> texts = new ArrayList<>();
		try (InputStream in = classFile.toURL().openStream()) {
			ClassReader reader = new ClassReader(in);
			char[] buffer = new char[reader.getMaxStringLength()];
			for (int i = 1; i < reader.getItemCount(); i++) {
				int offset = reader.getItem(i);
				if (offset > 0 && reader.readByte(offset - 1) == STRING) {
					texts.add(reader.readUTF8(offset, buffer));
				}
			}
		}
		return texts;
	}

}
