package io.github.shadowvars.weave.agent;

import java.io.Serializable;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.Weaving.Result;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Decides which classes are woven. It never throws: a class that cannot be woven is
 * loaded as it is.
 */
final class ParentTransformer implements ClassFileTransformer {

	private static final String WOVEN_PARENT = WovenParent.class.getName();

	private static final String RECORD = "java/lang/Record";

	/**
	 * Why a class of the JDK is not woven.
	 */
	static final String OF_THE_JDK = "it is a class of the JDK, which cannot be woven; remove it from the names";

	private final Map<ClassLoader, ClassNames> resources = new WeakHashMap<>();

	/**
	 * The class loader whose resources this thread is reading, because reading may load
	 * classes.
	 */
	private static final ThreadLocal<@Nullable ClassLoader> READING = new ThreadLocal<>();

	private final ClassNames names;

	private final Instrumentation instrumentation;

	ParentTransformer(ClassNames names, Instrumentation instrumentation) {
		this.names = names;
		this.instrumentation = instrumentation;
	}

	@Override
	public byte @Nullable [] transform(Module module, @Nullable ClassLoader loader, @Nullable String internalName,
			@Nullable Class<?> redefined, @Nullable ProtectionDomain domain, byte[] bytes) {
		if (internalName == null) {
			return null;
		}
		String name = internalName.replace('/', '.');
		try {
			if (redefined != null) {
				return isWoven(redefined) ? weaveAgain(redefined, new ClassReader(bytes)) : null;
			}
			return isNamed(name, loader) ? weave(name, module, loader, bytes) : null;
		}
		catch (Throwable ex) {
			Weaving.add(new Result(name, "the agent failed: " + ex));
			return null;
		}
	}

	private static boolean isWoven(Class<?> type) {
		return Set.of(type.getInterfaces()).contains(WovenParent.class);
	}

	private static byte @Nullable [] weaveAgain(Class<?> redefined, ClassReader reader) {
		return WovenClass.isWoven(reader) ? null : WovenClass.of(reader, hasSerialVersion(redefined));
	}

	/**
	 * A redefined class must have the same fields as before.
	 */
	private static boolean hasSerialVersion(Class<?> woven) {
		return Stream.of(woven.getDeclaredFields()).anyMatch((field) -> field.getName().equals("serialVersionUID"));
	}

	private boolean isNamed(String name, @Nullable ClassLoader loader) {
		return this.names.contain(name) || (loader != null && resources(loader).contain(name));
	}

	private ClassNames resources(ClassLoader loader) {
		synchronized (this.resources) {
			ClassNames known = this.resources.get(loader);
			if (known != null) {
				return known;
			}
		}
		if (loader == ClassLoader.getPlatformClassLoader() || READING.get() == loader) {
			return ClassNames.ofArgument(null);
		}
		READING.set(loader);
		try {
			ClassNames read = ClassNames.ofResources(loader);
			synchronized (this.resources) {
				return this.resources.computeIfAbsent(loader, (key) -> read);
			}
		}
		finally {
			READING.remove();
		}
	}

	private byte @Nullable [] weave(String name, Module module, @Nullable ClassLoader loader, byte[] bytes) {
		if (loader == null || isOfTheJdk(module)) {
			return refuse(name, OF_THE_JDK);
		}
		ClassReader reader;
		try {
			reader = new ClassReader(bytes);
		}
		catch (IllegalArgumentException ex) {
			return refuse(name, "its class file is of a version that the agent does not know: " + ex.getMessage()
					+ "; update the library");
		}
		if ((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0) {
			// A pattern may match other classes in the same package
			return this.names.containExactly(name)
					? refuse(name, "it is an interface; name the classes that implement it") : null;
		}
		if (!sees(loader)) {
			return refuse(name,
					"its class loader, a %s, does not see the agent's %s; load the library with a class loader that does"
						.formatted(loader.getClass().getName(), WOVEN_PARENT));
		}
		Class<?> superclass = load(reader.getSuperName(), loader);
		if (superclass == null) {
			return refuse(name, "its superclass cannot be loaded; add it to the class path");
		}
		if (WovenParent.class.isAssignableFrom(superclass) || WovenClass.isWoven(reader)) {
			Weaving.add(new Result(name, null));
			return null;
		}
		if (module.isNamed() && !module.canRead(WovenParent.class.getModule())) {
			this.instrumentation.redefineModule(module, Set.of(WovenParent.class.getModule()), Map.of(), Map.of(),
					Set.of(), Map.of());
		}
		byte[] woven = WovenClass.of(reader, isSerializable(reader, superclass, loader));
		Weaving.add(new Result(name, null));
		return woven;
	}

	static boolean isOfTheJdk(Module module) {
		return module.isNamed() && module.getLayer() == ModuleLayer.boot()
				&& (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
	}

	private static byte @Nullable [] refuse(String name, String reason) {
		Weaving.add(new Result(name, reason));
		return null;
	}

	private static boolean sees(ClassLoader loader) {
		return load(WOVEN_PARENT, loader) == WovenParent.class;
	}

	/**
	 * Loads a supertype, which the JVM is about to load anyway.
	 */
	private static @Nullable Class<?> load(String name, ClassLoader loader) {
		try {
			return Class.forName(name.replace('/', '.'), false, loader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * Returns whether a new interface would change the {@code serialVersionUID}. A record
	 * without a declared one always has 0.
	 */
	private static boolean isSerializable(ClassReader reader, Class<?> superclass, ClassLoader loader) {
		if (reader.getSuperName().equals(RECORD)) {
			return false;
		}
		if (Serializable.class.isAssignableFrom(superclass)) {
			return true;
		}
		for (String name : reader.getInterfaces()) {
			Class<?> type = load(name, loader);
			if (type == null || Serializable.class.isAssignableFrom(type)) {
				return true;
			}
		}
		return false;
	}

}
