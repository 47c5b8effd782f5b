package io.github.shadowvars.demo;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's first example compiles, runs, and prints what it says; the others are cut
 * from the demo, or from the tests of what needs more than the demo has.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTests {

	private static final Path README = Path.of("../README.md");

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern PRINTED = Pattern.compile("println\\(.*\\); +// (.+)");

	@TempDir
	private Path directory;

	@Test
	void exampleShouldFitFifteenLines() {
		assertThat(example().lines()).hasSizeLessThanOrEqualTo(15);
	}

	@Test
	void exampleShouldPrintWhatItSays(CapturedOutput output) throws Exception {
		Matcher printed = PRINTED.matcher(example());
		assertThat(printed.find()).isTrue();
		compile(example());
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.directory.toUri().toURL() },
				getClass().getClassLoader())) {
			Method main = loader.loadClass("com.acme.Example").getMethod("main", String[].class);
			String[] arguments = { "--spring.main.web-application-type=none" };
			List<ConfigurableApplicationContext> contexts = new ArrayList<>();
			SpringApplication.withHook((application) -> new SpringApplicationRunListener() {

				@Override
				public void contextPrepared(ConfigurableApplicationContext context) {
					contexts.add(context);
				}

			}, () -> {
				ReflectionUtils.invokeMethod(main, null, (Object) arguments);
			});
			contexts.forEach(ConfigurableApplicationContext::close);
		}
		assertThat(output.getOut().lines()).contains(printed.group(1));
	}

	@Test
	void snippetsShouldBeCutFromTheDemoOrFromTests() throws IOException {
		List<String> sources = new ArrayList<>();
		for (String directory : List.of("src", "../shadow-spring-boot-autoconfigure/src/test/java")) {
			try (Stream<Path> files = Files.walk(Path.of(directory))) {
				files.filter((file) -> file.toString().endsWith(".java")).map(ReadmeTests::read).forEach(sources::add);
			}
		}
		List<String> snippets = snippets().stream().skip(1).map(ReadmeTests::withoutIndent).toList();
		assertThat(snippets).isNotEmpty()
			.allSatisfy((snippet) -> assertThat(sources)
				.anySatisfy((source) -> assertThat(withoutIndent(source)).contains(snippet)));
	}

	private void compile(String source) throws IOException {
		Path file = Files.writeString(this.directory.resolve("Example.java"), source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		try (var files = compiler.getStandardFileManager(null, null, null)) {
			boolean compiled = compiler
				.getTask(messages, files, null, List.of("-proc:none", "-d", this.directory.toString(), "-classpath",
						System.getProperty("java.class.path")), null, files.getJavaFileObjects(file))
				.call();
			assertThat(compiled).as(messages.toString()).isTrue();
		}
	}

	private static String example() {
		return snippets().get(0);
	}

	private static List<String> snippets() {
		List<String> snippets = JAVA.matcher(read(README))
			.results()
			.map((snippet) -> Objects.requireNonNull(snippet.group(1)))
			.toList();
		assertThat(snippets).isNotEmpty();
		return snippets;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String withoutIndent(String code) {
		return code.lines().map(String::strip).collect(Collectors.joining("\n"));
	}

}
