package io.github.shadowvars.weave.agent;

import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.Weaving.Result;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.entry;

class ParentTransformerTests {

	private static final String HERE = ParentTransformerTests.class.getName();

	@TempDir
	private Path directory;

	@Test
	void namedClassShouldHaveOneFurtherFieldAndTheInterface() throws Exception {
		Class<?> woven = load(HERE + "$Plain", HERE + "$Plain");
		Field[] fields = woven.getDeclaredFields();
		assertThat(fields).hasSize(Plain.class.getDeclaredFields().length + 1);
		Field field = woven.getDeclaredField("$shadow");
		assertThat(field.isSynthetic()).isTrue();
		assertThat(Modifier.toString(field.getModifiers())).isEqualTo("private transient volatile");
		assertThat(WovenParent.class).isAssignableFrom(woven);
		assertThat(result(woven)).contains(new Result(woven.getName(), null));
	}

	@Test
	void contentShouldBeWhatWasWritten() throws Exception {
		WovenParent parent = (WovenParent) create(load(HERE + "$Plain", HERE + "$Plain"));
		assertThat(parent.shadow$cells()).isNull();
		parent.shadow$cells("cells");
		assertThat(parent.shadow$cells()).isEqualTo("cells");
		assertThat(parent).hasToString("plain 42");
	}

	@Test
	void classThatIsNotNamedShouldStayAsItIs() throws Exception {
		Class<?> other = load(HERE + "$Plain", HERE + "$Unnamed");
		assertThat(WovenParent.class.isAssignableFrom(other)).isFalse();
		assertThat(result(other)).isEmpty();
	}

	@Test
	void nameWithStarShouldStandForAnyRest() throws Exception {
		assertThat(load(HERE + "$Gen*", HERE + "$Generic")).isAssignableTo(WovenParent.class);
		assertThat(WovenParent.class.isAssignableFrom(load(HERE + "$Gen*", HERE + "$Plain"))).isFalse();
	}

	@Test
	void signatureShouldListTheInterface() throws Exception {
		Class<?> woven = load(HERE + "$Generic", HERE + "$Generic");
		assertThat(woven.getGenericInterfaces()).hasSize(2);
		assertThat(woven.getGenericInterfaces()[0]).isInstanceOf(ParameterizedType.class);
		assertThat(woven.getGenericInterfaces()[1]).isEqualTo(WovenParent.class);
		assertThat(woven.getTypeParameters()).hasSize(1);
	}

	@Test
	void recordShouldKeepItsComponents() throws Exception {
		Class<?> woven = load(HERE + "$Pair", HERE + "$Pair");
		var constructor = woven.getDeclaredConstructor(int.class, String.class);
		constructor.setAccessible(true);
		Object one = constructor.newInstance(1, "a");
		Object two = constructor.newInstance(1, "a");
		((WovenParent) one).shadow$cells("cells");
		assertThat(woven.getRecordComponents()).hasSize(2);
		assertThat(one).isEqualTo(two).hasToString("Pair[left=1, right=a]");
		assertThat(ObjectStreamClass.lookup(woven).getSerialVersionUID())
			.isEqualTo(ObjectStreamClass.lookup(Pair.class).getSerialVersionUID());
	}

	@Test
	void sealedHierarchyShouldStayOne() throws Exception {
		ClassLoader loader = loader(HERE + "$Shape," + HERE + "$Circle," + HERE + "$Square");
		Class<?> circle = loader.loadClass(HERE + "$Circle");
		assertThat(create(circle)).isInstanceOf(WovenParent.class);
		assertThat(circle.getSuperclass().getPermittedSubclasses()).hasSize(2).contains(circle);
	}

	@Test
	void subclassShouldUseTheFieldOfItsSuperclass() throws Exception {
		ClassLoader loader = loader(HERE + "$Shape," + HERE + "$Circle");
		Class<?> circle = loader.loadClass(HERE + "$Circle");
		assertThat(Stream.of(circle.getDeclaredFields()).map(Field::getName)).doesNotContain("$shadow");
		assertThat(Stream.of(circle.getSuperclass().getDeclaredFields()).map(Field::getName)).contains("$shadow");
		assertThat(result(circle)).contains(new Result(circle.getName(), null));
	}

	@ParameterizedTest
	@ValueSource(classes = { SerialByDefault.class, SerialDeclared.class, SerialFromAbove.class, SerialEnum.class })
	void serialVersionShouldStay(Class<?> original) throws Exception {
		Class<?> woven = load(original.getName(), original.getName());
		assertThat(woven).isAssignableTo(WovenParent.class);
		assertThat(ObjectStreamClass.lookup(woven).getSerialVersionUID())
			.isEqualTo(ObjectStreamClass.lookup(original).getSerialVersionUID());
	}

	@Test
	void interfaceShouldBeRefused() throws Exception {
		Class<?> type = load(HERE + "$Face", HERE + "$Face");
		assertThat(result(type))
			.contains(new Result(type.getName(), "it is an interface; name the classes that implement it"));
	}

	@Test
	void interfaceThatAPatternMeansShouldBePassedOver() throws Exception {
		Class<?> type = load(HERE + "$OtherF*", HERE + "$OtherFace");
		assertThat(result(type)).isEmpty();
	}

	@Test
	void classOfTheJdkShouldBeRefused() {
		assertThat(transform("java.util.Optional", Optional.class, null)).isNull();
		assertThat(result("java.util.Optional")).contains(new Result("java.util.Optional",
				"it is a class of the JDK, which cannot be woven; remove it from the names"));
	}

	@Test
	void classFileThatIsTooNewShouldBeRefused() throws Exception {
		byte[] bytes = bytes(HERE + "$TooNew");
		bytes[7] = 127;
		assertThat(transform(HERE + "$TooNew", bytes, getClass().getClassLoader())).isNull();
		assertThat(result(HERE + "$TooNew")).hasValueSatisfying((result) -> assertThat(result.reason())
			.startsWith("its class file is of a version that the agent does not know: Unsupported class file"));
	}

	@Test
	void loaderThatSeesAnotherInterfaceShouldBeRefused() throws Exception {
		URL[] urls = { Path.of("target/classes").toUri().toURL(), Path.of("target/test-classes").toUri().toURL() };
		try (URLClassLoader apart = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			assertThat(transform(HERE + "$Apart", bytes(HERE + "$Apart"), apart)).isNull();
		}
		assertThat(result(HERE + "$Apart")).contains(
				new Result(HERE + "$Apart", "its class loader, a java.net.URLClassLoader, does not see the agent's "
						+ WovenParent.class.getName() + "; load the library with a class loader that does"));
	}

	@Test
	void bytesThatAreNoClassShouldNotBeThrownAt() {
		assertThatCode(
				() -> assertThat(transform("com.acme.Broken", new byte[10], getClass().getClassLoader())).isNull())
			.doesNotThrowAnyException();
		assertThat(result("com.acme.Broken")).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acme.", "com..acme.A", "*", "1com.A", "com.acme.A*B", "com/acme/B", "com acme" })
	void malformedNameShouldBeReported(String name) {
		ClassNames.ofArgument(name);
		assertThat(result(name)).hasValueSatisfying(
				(result) -> assertThat(result.reason()).startsWith("it is not the name of a class; use for example"));
	}

	@Test
	void namesShouldBeReadFromResourcesThatTheLoaderSees() throws Exception {
		Path file = this.directory.resolve("META-INF/shadow/woven");
		Files.createDirectories(file.getParent());
		Files.writeString(file, "# the vendor's\n\n" + HERE + "$Plain # ours\n" + HERE + "$Gen*\n");
		ClassLoader loader = loader("");
		assertThat(loader.loadClass(HERE + "$Plain")).isAssignableTo(WovenParent.class);
		assertThat(loader.loadClass(HERE + "$Generic")).isAssignableTo(WovenParent.class);
		assertThat(WovenParent.class.isAssignableFrom(loader.loadClass(HERE + "$Square"))).isFalse();
	}

	@Test
	void classThatIsWovenAlreadyShouldStayAsItIs() throws Exception {
		byte[] woven = Objects.requireNonNull(
				transform(HERE + "$Twice", bytes(HERE + "$Twice"), ParentTransformerTests.class.getClassLoader()));
		assertThat(transform(HERE + "$Twice", woven, ParentTransformerTests.class.getClassLoader())).isNull();
		assertThat(result(HERE + "$Twice")).contains(new Result(HERE + "$Twice", null));
	}

	@Test
	void redefinitionShouldKeepTheShape() throws Exception {
		ParentTransformer transformer = new ParentTransformer(ClassNames.ofArgument(""), NoInstrumentation.create());
		Class<?> woven = load(HERE + "$SerialByDefault", HERE + "$SerialByDefault");
		byte[] redefined = transformer.transform(woven.getModule(), woven.getClassLoader(),
				woven.getName().replace('.', '/'), woven, null, bytes(woven.getName()));
		Class<?> again = new WeavingLoader(Map.of(woven.getName(), Objects.requireNonNull(redefined)))
			.loadClass(woven.getName());
		assertThat(Stream.of(again.getDeclaredFields()).map(Field::getName))
			.containsExactlyInAnyOrderElementsOf(Stream.of(woven.getDeclaredFields()).map(Field::getName).toList());
	}

	@Test
	void redefinitionOfAClassThatWasNotWovenShouldBeLeftAlone() throws Exception {
		ParentTransformer transformer = new ParentTransformer(ClassNames.ofArgument(HERE + "$Plain"),
				NoInstrumentation.create());
		assertThat(transformer.transform(Plain.class.getModule(), Plain.class.getClassLoader(),
				Plain.class.getName().replace('.', '/'), Plain.class, null, bytes(Plain.class.getName())))
			.isNull();
	}

	@Test
	void listenerShouldBeToldOnce() throws Exception {
		Map<String, Integer> told = new HashMap<>();
		Consumer<Result> listener = (result) -> told.merge(result.name(), 1, Integer::sum);
		Weaving.addListener(listener);
		try {
			load(HERE + "$Told", HERE + "$Told");
			load(HERE + "$Told", HERE + "$Told");
		}
		finally {
			Weaving.removeListener(listener);
		}
		assertThat(told).containsExactly(entry(HERE + "$Told", 1));
	}

	private static Optional<Result> result(Class<?> type) {
		return result(type.getName());
	}

	private static Optional<Result> result(String name) {
		return Weaving.results().stream().filter((result) -> result.name().equals(name)).findFirst();
	}

	private static byte @Nullable [] transform(String name, Class<?> type, @Nullable ClassLoader loader) {
		return new ParentTransformer(ClassNames.ofArgument(name), NoInstrumentation.create())
			.transform(type.getModule(), loader, name.replace('.', '/'), null, null, new byte[0]);
	}

	private static byte @Nullable [] transform(String name, byte[] bytes, ClassLoader loader) {
		return new ParentTransformer(ClassNames.ofArgument(name), NoInstrumentation.create())
			.transform(loader.getUnnamedModule(), loader, name.replace('.', '/'), null, null, bytes);
	}

	private Class<?> load(String names, String name) throws Exception {
		return loader(names).loadClass(name);
	}

	private ClassLoader loader(String names) {
		return new WeavingLoader(names);
	}

	private static Object create(Class<?> type) throws Exception {
		var constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		return constructor.newInstance();
	}

	private static byte[] bytes(String name) throws IOException {
		try (var stream = Objects.requireNonNull(
				ParentTransformerTests.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class"))) {
			return stream.readAllBytes();
		}
	}

	/**
	 * Defines the classes of this test again, as woven by the agent.
	 */
	private final class WeavingLoader extends ClassLoader {

		private final Map<String, byte[]> given;

		private final ParentTransformer transformer;

		WeavingLoader(String names) {
			super(ParentTransformerTests.class.getClassLoader());
			this.given = Map.of();
			this.transformer = new ParentTransformer(ClassNames.ofArgument(names), NoInstrumentation.create());
		}

		WeavingLoader(Map<String, byte[]> given) {
			super(ParentTransformerTests.class.getClassLoader());
			this.given = given;
			this.transformer = new ParentTransformer(ClassNames.ofArgument(null), NoInstrumentation.create());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded != null) {
					return loaded;
				}
				return name.startsWith(HERE) ? define(name) : super.loadClass(name, resolve);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try {
				byte[] original = this.given.getOrDefault(name, bytes(name));
				byte[] woven = this.transformer.transform(getUnnamedModule(), this, name.replace('.', '/'), null, null,
						original);
				byte[] bytes = (woven != null) ? woven : original;
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

		@Override
		protected Enumeration<URL> findResources(String name) throws IOException {
			Path file = ParentTransformerTests.this.directory.resolve(name);
			return Collections.enumeration(Files.exists(file) ? List.of(file.toUri().toURL()) : List.<URL>of());
		}

	}

	static final class Plain {

		private final int number;

		Plain() {
			this.number = 42;
		}

		@Override
		public String toString() {
			// A branch, so that the method has a stack map
			return "plain " + ((this.number > 0) ? this.number : "none");
		}

	}

	static class Generic<T> implements Supplier<T> {

		@Override
		@SuppressWarnings("NullAway")
		public T get() {
			return null;
		}

	}

	record Pair(int left, String right) implements Serializable {
	}

	abstract static sealed class Shape permits Circle, Square {

	}

	static final class Circle extends Shape {

	}

	static final class Square extends Shape {

	}

	interface Face {

	}

	interface OtherFace {

	}

	@SuppressWarnings("serial")
	static class SerialByDefault implements Serializable {

		static int counter = 1;

		int number;

	}

	static class SerialDeclared implements Serializable {

		@Serial
		private static final long serialVersionUID = 7;

	}

	@SuppressWarnings("serial")
	static class SerialFromAbove extends SerialDeclared {

		int number;

	}

	enum SerialEnum {

		ONE, TWO

	}

	static class Twice {

	}

	static class TooNew {

	}

	static class Apart {

	}

	static class Unnamed {

	}

	static class Told {

	}

}
