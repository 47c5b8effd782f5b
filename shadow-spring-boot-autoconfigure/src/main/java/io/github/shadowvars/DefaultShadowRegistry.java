package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.shadowvars.reachability.ShadowReachability;
import org.jspecify.annotations.Nullable;

/**
 * The registry: its ids, their owners, and closing.
 */
final class DefaultShadowRegistry implements ShadowRegistry {

	/**
	 * The longest wait: absolute times may overflow, but their differences must not.
	 */
	private static final long LONGEST_WAIT_NANOS = Long.MAX_VALUE / 2;

	/**
	 * Guards which ids are in use, and the number of owners.
	 */
	final Mutex lock = new Mutex();

	private final Ids ids = new Ids();

	private final Lives lives = new Lives(this.ids);

	private final Listeners listeners = new Listeners(this);

	private final Shared shared;

	private final Reaper reaper;

	private volatile boolean closed;

	/**
	 * Whether a call is freeing the remaining variables, or has freed them. Guarded by
	 * {@code lock}.
	 */
	private boolean ending;

	DefaultShadowRegistry(Options options) {
		ReferenceQueue<Object> queue = new ReferenceQueue<>();
		this.shared = new Shared(options, queue, new DoubtfulParents(this.listeners::tellDoubt), this.lives::of,
				this::search);
		this.reaper = new Reaper(queue, this.ids, options.destructorExecutor());
		this.reaper.start();
	}

	@Override
	public <P, V> ShadowVariable<P, V> register(ShadowType<P, V> type) {
		Arguments.notNull(type, "type");
		ShadowSettings settings = settings(type);
		// A subclass of Thread can override this method, so it is called without the lock
		ClassLoader loader = Thread.currentThread().getContextClassLoader();
		ShadowVariable<P, V> handle = null;
		while (handle == null) {
			RegisteredId<?, ?> holder = holder(type);
			// Without a lock, because it calls equals of the user's objects
			if (holder != null && !holder.type().equals(type)) {
				throw conflict(type, holder);
			}
			handle = use(type, settings, holder, (registered) -> openHandle(registered, loader));
		}
		return handle;
	}

	private <P, V> ShadowVariable<P, V> openHandle(RegisteredId<P, V> registered, @Nullable ClassLoader loader) {
		VariableHandle<P, V> handle = new VariableHandle<>(registered, (closed) -> unregister(registered, closed));
		handle.owner = registered.owners().add(loader);
		return handle;
	}

	/**
	 * Opens a handle on the id of a type, and takes the id into use if it is free. Does
	 * nothing if its holder is no longer the one that the caller has seen.
	 * @param holder the id, if it is in use already, or null if the id and name are free
	 * @param open returns a handle on the id. Called under the lock
	 * @return the handle, or null if the caller must look again
	 */
	@SuppressWarnings("unchecked")
	private <P, V> @Nullable ShadowVariable<P, V> use(ShadowType<P, V> type, ShadowSettings settings,
			@Nullable RegisteredId<?, ?> holder, Function<RegisteredId<P, V>, ShadowVariable<P, V>> open) {
		RegisteredId<P, V> registered;
		ShadowVariable<P, V> handle;
		boolean added;
		this.lock.acquire();
		try {
			checkOpen(type);
			if (holder(type) != holder) {
				return null;
			}
			registered = (holder != null) ? (RegisteredId<P, V>) holder : create(type, settings);
			handle = open.apply(registered);
			added = this.ids.use(registered);
		}
		finally {
			this.lock.unlock();
		}
		if (added) {
			this.listeners.tell(registered.unownedHandle(), true);
		}
		return handle;
	}

	private <P, V> RegisteredId<P, V> create(ShadowType<P, V> type, ShadowSettings settings) {
		RegisteredId<P, V> created = new RegisteredId<>(type, settings, this.shared);
		if (!created.hasNoLifetime()) {
			this.lives.open(this.shared);
		}
		return created;
	}

	/**
	 * Gets the settings. Called without a lock, like all code of the user.
	 */
	private ShadowSettings settings(ShadowType<?, ?> type) {
		ShadowSettings settings = this.shared.options().settings().apply(type);
		if (settings == null) {
			throw new NullPointerException("The settings of shadow %s must not be null; return ShadowSettings.DEFAULT"
				.formatted(type.label()));
		}
		return settings;
	}

	private void checkOpen(ShadowType<?, ?> type) {
		if (this.closed) {
			throw new RegistryClosedException(
					("Shadow %s cannot be registered because the registry is closed; register it before the registry "
							+ "is closed")
						.formatted(type.label()));
		}
	}

	/**
	 * Returns the holder of a type's id, or else the holder of its name.
	 */
	private @Nullable RegisteredId<?, ?> holder(ShadowType<?, ?> type) {
		RegisteredId<?, ?> sameId = this.ids.find(type.id());
		return (sameId != null) ? sameId : this.ids.find(type.name());
	}

	private static ShadowIdConflictException conflict(ShadowType<?, ?> type, RegisteredId<?, ?> holder) {
		String taken = (type.id() == holder.type().id()) ? "id" : "name";
		// Only an id that is used without a type has no owner
		if (holder.owners().count() == 0) {
			return new ShadowIdConflictException(
					("Shadow type [%s] cannot be registered because its %s is already in use without a type, as %s, "
							+ "through alloc or getOrAlloc of the registry: [%s]. They differ: %s. Register the type "
							+ "before the id is used, or give it another id and another name")
						.formatted(type, taken, holder.label(), holder.type(),
								TypePart.differences(type, holder.type())),
					holder.type());
		}
		return new ShadowIdConflictException(
				("Shadow type [%s] cannot be registered because its %s is held by the different type [%s], which was "
						+ "registered before. They differ: %s. Register one ShadowType twice to share its "
						+ "variables, or give this type another id and another name")
					.formatted(type, taken, holder.type(), TypePart.differences(type, holder.type())),
				holder.type());
	}

	private <P, V> void unregister(RegisteredId<P, V> registered, VariableHandle<P, V> handle) {
		this.lock.acquire();
		try {
			Owners.Owner owner = handle.owner;
			if (owner == null) {
				return;
			}
			if (registered.owners().count() > 1) {
				handle.leave(registered.empty());
			}
			handle.owner = null;
			registered.owners().remove(owner);
			if (registered.owners().count() > 0 || this.closed) {
				return;
			}
			registered.leave();
			this.ids.leave(registered);
		}
		finally {
			this.lock.unlock();
		}
		try {
			registered.freeAll(FreeCause.UNREGISTERED);
			registered.wakeWaiters();
			if (registered.isDone()) {
				this.ids.remove(registered);
			}
		}
		finally {
			this.listeners.tell(registered.unownedHandle(), false);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <P, V> @Nullable ShadowVariable<P, V> find(ShadowType<P, V> type) {
		Arguments.notNull(type, "type");
		ShadowVariable<?, ?> variable = find(type.id());
		return (variable != null && variable.type().equals(type)) ? (ShadowVariable<P, V>) variable : null;
	}

	@Override
	public @Nullable ShadowVariable<?, ?> find(long id) {
		RegisteredId<?, ?> registered = this.ids.find(id);
		return (registered != null) ? registered.unownedHandle() : null;
	}

	@Override
	public @Nullable ShadowVariable<?, ?> find(String name) {
		Arguments.notNull(name, "name");
		RegisteredId<?, ?> registered = this.ids.find(name);
		return (registered != null) ? registered.unownedHandle() : null;
	}

	@Override
	public List<ShadowVariable<?, ?>> variables() {
		if (this.ids.inUse().isEmpty()) {
			return List.of();
		}
		List<ShadowVariable<?, ?>> variables = new ArrayList<>();
		for (RegisteredId<?, ?> registered : this.ids.inUse()) {
			variables.add(registered.unownedHandle());
		}
		variables.sort(Comparator.comparing(ShadowVariable::id, Long::compareUnsigned));
		return Collections.unmodifiableList(variables);
	}

	@SuppressWarnings("unchecked")
	private @Nullable RegisteredId<Object, Object> registered(long id) {
		return (RegisteredId<Object, Object>) this.ids.find(id);
	}

	/**
	 * Returns the variable of an id. Creates one without a type at the first use.
	 */
	private ShadowVariable<Object, Object> variable(long id) {
		RegisteredId<Object, Object> registered = registered(id);
		if (registered != null) {
			return registered.unownedHandle();
		}
		ShadowType<Object, Object> type = untyped(id);
		ShadowSettings settings = settings(type);
		ShadowVariable<Object, Object> variable = null;
		while (variable == null) {
			RegisteredId<?, ?> holder = holder(type);
			if (holder != null && holder.type().id() != id) {
				throw conflict(type, holder);
			}
			variable = use(type, settings, holder, RegisteredId::unownedHandle);
		}
		return variable;
	}

	private ShadowType<Object, Object> untyped(long id) {
		ShadowType.Builder<Object, Object> builder = ShadowType.builder(Object.class, Object.class).id(id);
		String name = this.shared.options().names().get(id);
		return (name != null) ? builder.name(name).build() : builder.build();
	}

	@Override
	public @Nullable Object get(Object parent, long id) {
		Arguments.notNull(parent, "parent");
		RegisteredId<Object, Object> registered = registered(id);
		return (registered != null) ? registered.unownedHandle().get(parent) : null;
	}

	@Override
	public Object alloc(Object parent, long id, Function<Object, ?> constructor) {
		Arguments.notNull(parent, "parent");
		Arguments.notNull(constructor, "constructor");
		return alloc(id, (variable) -> variable.alloc(parent, constructor));
	}

	@Override
	public Object getOrAlloc(Object parent, long id, Function<Object, ?> constructor) {
		Arguments.notNull(parent, "parent");
		Arguments.notNull(constructor, "constructor");
		return alloc(id, (variable) -> variable.getOrAlloc(parent, constructor));
	}

	/**
	 * Attaches by an id. Retries if the id is forgotten meanwhile.
	 */
	private Object alloc(long id, Function<ShadowVariable<Object, Object>, Object> alloc) {
		while (true) {
			ShadowVariable<Object, Object> variable = variable(id);
			try {
				return alloc.apply(variable);
			}
			catch (ForgottenException ex) {
				if (!ex.isAbout(variable.type())) {
					throw ex;
				}
			}
		}
	}

	@Override
	public boolean forget(long id) {
		RegisteredId<?, ?> registered;
		this.lock.acquire();
		try {
			registered = this.ids.find(id);
			// Only an id that is used without a type has no owner
			if (registered == null || registered.owners().count() > 0 || !registered.forget()) {
				return false;
			}
			this.ids.leave(registered);
		}
		finally {
			this.lock.unlock();
		}
		if (registered.isDone()) {
			this.ids.remove(registered);
		}
		this.listeners.tell(registered.unownedHandle(), false);
		return true;
	}

	@Override
	public boolean free(Object parent, long id) {
		Arguments.notNull(parent, "parent");
		RegisteredId<Object, Object> registered = registered(id);
		return registered != null && registered.unownedHandle().free(parent);
	}

	@Override
	public boolean free(Object parent, long id, ShadowDestructor<Object, Object> destructor) {
		Arguments.notNull(parent, "parent");
		Arguments.notNull(destructor, "destructor");
		RegisteredId<Object, Object> registered = registered(id);
		return registered != null && registered.free(parent, destructor);
	}

	@Override
	public long freeAll(long id) {
		RegisteredId<Object, Object> registered = registered(id);
		return (registered != null) ? registered.unownedHandle().freeAll() : 0;
	}

	@Override
	public long freeAll(long id, ShadowDestructor<Object, Object> destructor) {
		Arguments.notNull(destructor, "destructor");
		RegisteredId<Object, Object> registered = registered(id);
		return (registered != null) ? registered.freeAll(FreeCause.FREED_ALL, destructor).freed() : 0;
	}

	@Override
	public int freeParent(Object parent) {
		Arguments.notNull(parent, "parent");
		int freed = 0;
		Throwable failure = null;
		for (RegisteredId<?, ?> registered : this.ids.latestFirst(parent.getClass())) {
			try {
				freed += freeParent(registered, parent) ? 1 : 0;
			}
			catch (Throwable ex) {
				// A parentResolver failed: the other ids are still freed.
				failure = (failure != null) ? withSuppressed(failure, ex) : ex;
			}
		}
		if (failure != null) {
			throw Life.<RuntimeException>unchanged(failure);
		}
		return freed;
	}

	private static Throwable withSuppressed(Throwable first, Throwable further) {
		try {
			if (first != further) {
				first.addSuppressed(further);
			}
		}
		catch (VirtualMachineError ex) {
			// Without memory or stack, the first is enough
		}
		return first;
	}

	@SuppressWarnings("unchecked")
	private static <P, V> boolean freeParent(RegisteredId<P, V> registered, Object parent) {
		return registered.freeParent(registered.resolve((P) registered.type().parentType().cast(parent)));
	}

	private ShadowReachability search(Object value, Object parent) {
		Map<String, Function<Object, @Nullable Object>> attached = new HashMap<>();
		this.ids.inUse().forEach((id) -> attached.put(id.type().name(), id.table()::get));
		return ShadowReachability.of(value, parent, attached, Set.of(DefaultShadowRegistry.class, VariableHandle.class,
				ShadowTable.class, Listeners.class, Life.class));
	}

	@Override
	public void addListener(ShadowRegistryListener listener) {
		this.listeners.add(Arguments.notNull(listener, "listener"));
	}

	@Override
	public void removeListener(ShadowRegistryListener listener) {
		this.listeners.remove(Arguments.notNull(listener, "listener"));
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		try {
			end();
		}
		catch (VirtualMachineError ex) {
			// The next call can free the rest when there is memory and stack again.
			this.lock.acquire();
			try {
				this.ending = false;
			}
			finally {
				this.lock.unlock();
			}
			throw ex;
		}
	}

	private void end() {
		this.lock.acquire();
		try {
			if (this.ending) {
				return;
			}
			this.ending = true;
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		long deadline = System.nanoTime()
				+ Math.min(LONGEST_WAIT_NANOS, TimeUnit.NANOSECONDS.convert(this.shared.options().closeTimeout()));
		List<RegisteredId<?, ?>> latestFirst = this.ids.latestFirst();
		latestFirst.forEach(RegisteredId::close);
		latestFirst.forEach(RegisteredId::wakeWaiters);
		Set<RegisteredId<?, ?>> late = new LinkedHashSet<>();
		awaitCallbacks(latestFirst, deadline, late);
		this.reaper.awaitHandedOver(deadline, late);
		// Includes variables that a former owner could not free for lack of memory
		latestFirst.forEach((registered) -> registered.freeAll(FreeCause.CLOSED));
		awaitCallbacks(latestFirst, deadline, late);
		this.reaper.stop(deadline);
		late.forEach((registered) -> registered.destruction().reportLate(this.shared.options().closeTimeout()));
		this.lock.acquire();
		try {
			this.ids.clear();
		}
		finally {
			this.lock.unlock();
		}
		this.lives.close();
		this.shared.options().lifetimes().close();
		this.listeners.tell(null, false);
		this.listeners.clear();
	}

	@Override
	public long backlog() {
		return this.reaper.backlog();
	}

	@Override
	public Duration busy() {
		return Duration.ofNanos(this.reaper.busyNanos());
	}

	private static void awaitCallbacks(List<RegisteredId<?, ?>> ids, long deadline, Set<RegisteredId<?, ?>> late) {
		for (RegisteredId<?, ?> registered : ids) {
			for (CallbackRun run : registered.table().runs()) {
				if (!run.isMine() && !TimedWait.uninterruptibly(deadline, run::await)) {
					late.add(registered);
				}
			}
		}
	}

}
