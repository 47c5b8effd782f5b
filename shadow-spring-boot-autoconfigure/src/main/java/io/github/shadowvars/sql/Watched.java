package io.github.shadowvars.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A proxy between a pool and a physical connection, which observes when the pool closes
 * the connection.
 */
abstract class Watched implements InvocationHandler {

	private final Object physical;

	Watched(Object physical) {
		this.physical = physical;
	}

	/**
	 * Returns a connection with all public interfaces of the physical one, for callers
	 * that get the driver's connection without unwrapping.
	 */
	<C> C toConnection(Class<C> type, Class<?>... furtherTypes) {
		Set<Class<?>> required = new LinkedHashSet<>(Set.of(furtherTypes));
		required.add(type);
		Set<Class<?>> all = new LinkedHashSet<>(required);
		for (Class<?> owner = this.physical.getClass(); owner != null; owner = owner.getSuperclass()) {
			addPublic(all, owner);
		}
		try {
			return type.cast(proxy(this.physical.getClass().getClassLoader(), all));
		}
		catch (IllegalArgumentException ex) {
			// The class loaders or the methods do not allow all interfaces in one class.
			return type.cast(proxy(type.getClassLoader(), required));
		}
	}

	private static void addPublic(Set<Class<?>> interfaces, Class<?> type) {
		for (Class<?> candidate : type.getInterfaces()) {
			if (Modifier.isPublic(candidate.getModifiers())) {
				interfaces.add(candidate);
			}
			else {
				addPublic(interfaces, candidate);
			}
		}
	}

	private Object proxy(@Nullable ClassLoader classLoader, Set<Class<?>> interfaces) {
		return Proxy.newProxyInstance(classLoader, interfaces.toArray(Class<?>[]::new), this);
	}

	@Override
	public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		return switch (method.getName()) {
			case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
			case "hashCode" -> System.identityHashCode(proxy);
			default -> call(method, arguments);
		};
	}

	/**
	 * Calls a method that may close the physical connection.
	 */
	@Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(this.physical, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
