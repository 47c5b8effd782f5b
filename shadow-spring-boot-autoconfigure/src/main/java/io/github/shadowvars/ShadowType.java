package io.github.shadowvars;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Declares the shadow variables of one id: the classes of parents and values, and how a
 * value is created and destroyed. For example:
 *
 * <pre class="code">
 * ShadowType&lt;Station, ReentrantLock&gt; type = ShadowType.builder(Station.class, ReentrantLock.class)
 *     .id(0x1)
 *     .name("ps-lock")
 *     .constructor((station) -&gt; new ReentrantLock())
 *     .build();
 * </pre>
 * <p>
 * Immutable and thread-safe. Two types are equal if all their parts are equal. Callbacks
 * are compared by {@code equals}, so two lambdas are never equal. A type holds its
 * callbacks strongly.
 *
 * @param <P> the type of the parents
 * @param <V> the type of the values
 */
public final class ShadowType<P, V> {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

	private static final Function<Object, Boolean> TRUE = (parent) -> Boolean.TRUE;

	private final Class<? super P> parentType;

	private final Class<? super V> valueType;

	private final long id;

	private final String name;

	private final @Nullable String description;

	private final @Nullable Function<? super P, ? extends V> constructor;

	private final @Nullable ShadowDestructor<? super P, ? super V> destructor;

	private final @Nullable UnaryOperator<P> parentResolver;

	private final @Nullable ParentLifetime<? super P> lifetime;

	private ShadowType(Builder<P, V> builder, long id) {
		this.parentType = builder.parentType;
		this.valueType = builder.valueType;
		this.id = id;
		this.name = (builder.name != null) ? builder.name : Arguments.hex(id);
		this.description = builder.description;
		this.constructor = builder.constructor;
		this.destructor = builder.destructor;
		this.parentResolver = builder.parentResolver;
		this.lifetime = builder.lifetime;
	}

	/**
	 * Returns a builder of a type. Generic parents and values need no cast:
	 * <pre class="code">
	 * ShadowType.&lt;Thread, Map&lt;String, String&gt;&gt;builder(Thread.class, Map.class).name("tags").build()
	 * </pre>
	 * @param <P> the type of the parents
	 * @param <V> the type of the values
	 * @param parentType the class of the parents, checked at each {@code alloc}; type
	 * arguments are not checked
	 * @param valueType the class of the values, checked in the same way
	 * @return a new builder
	 * @throws NullPointerException if an argument is null
	 * @throws IllegalArgumentException if a class is primitive, or if the parent class is
	 * value-based, so its objects have no identity
	 */
	public static <P, V> Builder<P, V> builder(Class<? super P> parentType, Class<? super V> valueType) {
		return new Builder<>(parentType, valueType);
	}

	/**
	 * Declares a flag: a variable that is either attached or not, and has no other value.
	 * @param <P> the type of the parents
	 * @param parentType the class of the parents
	 * @param id the id
	 * @param name the name
	 * @return a type whose constructor returns {@link Boolean#TRUE}
	 * @throws NullPointerException if an argument is null
	 * @throws IllegalArgumentException as in {@link #builder} and {@link Builder#name}
	 */
	public static <P> ShadowType<P, Boolean> flag(Class<P> parentType, long id, String name) {
		return ShadowType.<P, Boolean>builder(parentType, Boolean.class).id(id).name(name).constructor(TRUE).build();
	}

	/**
	 * Returns the class of the parents.
	 * @return the parent type
	 */
	public Class<? super P> parentType() {
		return this.parentType;
	}

	/**
	 * Returns the class of the values.
	 * @return the value type
	 */
	public Class<? super V> valueType() {
		return this.valueType;
	}

	/**
	 * Returns the id, an unsigned 64-bit number.
	 * @return the id
	 */
	public long id() {
		return this.id;
	}

	/**
	 * Returns the name. Without a name it is the id in hex.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the description that listings show.
	 * @return the description, or {@code null} if none was given
	 */
	public @Nullable String description() {
		return this.description;
	}

	@Nullable Function<? super P, ? extends V> constructor() {
		return this.constructor;
	}

	@Nullable ShadowDestructor<? super P, ? super V> destructor() {
		return this.destructor;
	}

	@Nullable UnaryOperator<P> parentResolver() {
		return this.parentResolver;
	}

	@Nullable ParentLifetime<? super P> lifetime() {
		return this.lifetime;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ShadowType<?, ?> that
				&& TypePart.ALL.stream().allMatch((part) -> part.isSame(this, that));
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.id);
	}

	/**
	 * Returns the id and the name, as messages show them, and the classes.
	 * @return for example
	 * {@code 0x1 (ps-lock): com.acme.Station -> java.util.concurrent.locks.Lock}
	 */
	@Override
	public String toString() {
		return "%s: %s -> %s".formatted(label(), this.parentType.getName(), this.valueType.getName());
	}

	String label() {
		String hex = Arguments.hex(this.id);
		return this.name.equals(hex) ? hex : "%s (%s)".formatted(hex, this.name);
	}

	/**
	 * Builds a {@link ShadowType}. Not thread-safe. Get one from
	 * {@link ShadowType#builder}.
	 *
	 * @param <P> the type of the parents
	 * @param <V> the type of the values
	 */
	public static final class Builder<P, V> {

		private final Class<? super P> parentType;

		private final Class<? super V> valueType;

		private @Nullable Long id;

		private @Nullable String name;

		private @Nullable String description;

		private @Nullable Function<? super P, ? extends V> constructor;

		private @Nullable ShadowDestructor<? super P, ? super V> destructor;

		private @Nullable UnaryOperator<P> parentResolver;

		private @Nullable ParentLifetime<? super P> lifetime;

		private Builder(Class<? super P> parentType, Class<? super V> valueType) {
			this.parentType = reference(Arguments.notNull(parentType, "parentType"), "parentType",
					"use the class of an object with an identity");
			this.valueType = reference(Arguments.notNull(valueType, "valueType"), "valueType", "use its wrapper class");
			if (Identity.isMissing(parentType)) {
				throw new IllegalArgumentException(
						("parentType must not be value-based, but is %s, whose objects have no identity; use the "
								+ "class of the object that owns the value")
							.formatted(parentType.getName()));
			}
		}

		private static <T> Class<T> reference(Class<T> type, String name, String remedy) {
			if (type.isPrimitive()) {
				throw new IllegalArgumentException(
						"%s must be the class of an object, but is %s; %s".formatted(name, type.getName(), remedy));
			}
			return type;
		}

		/**
		 * Sets the id. The default is the 64-bit FNV-1a hash of the name's UTF-8 bytes,
		 * so the same name has the same id in every JVM and release.
		 * @param id an unsigned 64-bit number
		 * @return this builder
		 */
		public Builder<P, V> id(long id) {
			this.id = id;
			return this;
		}

		/**
		 * Sets the name. The default is the id in hex. A name or an id is required.
		 * @param name an ASCII letter, then ASCII letters, digits, {@code .}, {@code _}
		 * and {@code -}. Such a name is never mistaken for a number, and needs no
		 * encoding in a URL
		 * @return this builder
		 * @throws NullPointerException if the name is null
		 * @throws IllegalArgumentException if the name does not have that form
		 */
		public Builder<P, V> name(String name) {
			if (!NAME.matcher(Arguments.notNull(name, "name")).matches()) {
				throw new IllegalArgumentException(
						"name must match %s, but is '%s'; use for example 'ps-lock'".formatted(NAME.pattern(), name));
			}
			this.name = name;
			return this;
		}

		/**
		 * Sets the description that listings show.
		 * @param description what the variables are for
		 * @return this builder
		 * @throws NullPointerException if the description is null
		 */
		public Builder<P, V> description(String description) {
			this.description = Arguments.notNull(description, "description");
			return this;
		}

		/**
		 * Sets the constructor for calls that pass none.
		 * @param constructor creates a value for a parent. It may use the registry, and
		 * must return neither null nor the parent, nor a value that references the parent
		 * @return this builder
		 * @throws NullPointerException if the constructor is null
		 */
		public Builder<P, V> constructor(Function<? super P, ? extends V> constructor) {
			this.constructor = Arguments.notNull(constructor, "constructor");
			return this;
		}

		/**
		 * Sets the destructor, which gets the parent, the value and the cause.
		 * @param destructor called exactly once for each value
		 * @return this builder
		 * @throws NullPointerException if the destructor is null
		 * @throws IllegalStateException if {@link #onFree} was called
		 */
		public Builder<P, V> destructor(ShadowDestructor<? super P, ? super V> destructor) {
			Arguments.notNull(destructor, "destructor");
			if (this.destructor instanceof OnFree) {
				throw twoDestructors();
			}
			this.destructor = destructor;
			return this;
		}

		private static IllegalStateException twoDestructors() {
			return new IllegalStateException(
					"destructor and onFree must not both be set; use destructor alone, which also gets the "
							+ "parent and the cause");
		}

		/**
		 * Sets a destructor that needs only the value, such as
		 * {@code ExecutorService::shutdown}: the short form of {@link #destructor}.
		 * @param destructor called exactly once for each value
		 * @return this builder
		 * @throws NullPointerException if the destructor is null
		 * @throws IllegalStateException if {@link #destructor} was called
		 */
		public Builder<P, V> onFree(Consumer<? super V> destructor) {
			Arguments.notNull(destructor, "destructor");
			if (this.destructor != null && !(this.destructor instanceof OnFree)) {
				throw twoDestructors();
			}
			this.destructor = new OnFree<>(destructor);
			return this;
		}

		/**
		 * Sets the resolver, which maps the object that a caller holds, such as an AOP or
		 * pool proxy, to the parent. It is applied in every call, and must return the
		 * same object for all proxies of one parent.
		 * @param parentResolver returns the parent, never null
		 * @return this builder
		 * @throws NullPointerException if the resolver is null
		 */
		public Builder<P, V> parentResolver(UnaryOperator<P> parentResolver) {
			this.parentResolver = Arguments.notNull(parentResolver, "parentResolver");
			return this;
		}

		/**
		 * Sets the lifetime of the parents. When a parent ends, its variables are freed,
		 * and no others of this type can be attached.
		 * @param lifetime asked once for each parent
		 * @return this builder
		 * @throws NullPointerException if the lifetime is null
		 */
		public Builder<P, V> lifetime(ParentLifetime<? super P> lifetime) {
			this.lifetime = Arguments.notNull(lifetime, "lifetime");
			return this;
		}

		/**
		 * Builds the type.
		 * @return a new type
		 * @throws IllegalStateException if neither an id nor a name was set
		 */
		public ShadowType<P, V> build() {
			if (this.id != null) {
				return new ShadowType<>(this, this.id);
			}
			if (this.name != null) {
				return new ShadowType<>(this, hash(this.name));
			}
			throw new IllegalStateException(
					"A shadow type of %s for %s needs an id or a name; call id(long) or name(String) before build()"
						.formatted(this.valueType.getName(), this.parentType.getName()));
		}

		private static long hash(String name) {
			long hash = 0xcbf29ce484222325L;
			for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
				hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
			}
			return hash;
		}

	}

	/**
	 * The short form of a destructor.
	 *
	 * @param <V> the type of the values
	 */
	record OnFree<V>(Consumer<? super V> consumer) implements ShadowDestructor<Object, V> {

		@Override
		public void destroy(@Nullable Object parent, V value, FreeCause cause) {
			this.consumer.accept(value);
		}

	}

}
