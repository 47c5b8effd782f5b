package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Ids without a registry around them: a million states cannot have a thread each.
 */
final class ProvenIds {

	private static final DoubtfulParents NO_DOUBT = new DoubtfulParents((variable, parentType, doubt) -> {
	});

	private static final Options OPTIONS = options();

	private ProvenIds() {
	}

	static RegisteredId<Object, Object> register(ShadowDestructor<Object, Object> destructor) {
		return register(ShadowType.builder(Object.class, Object.class).id(1).destructor(destructor).build());
	}

	static <V> ShadowVariable<Object, V> register(Class<V> valueType) {
		return register(ShadowType.builder(Object.class, valueType).id(1).build()).unownedHandle();
	}

	static <V> RegisteredId<Object, V> register(ShadowType<Object, V> type) {
		return new RegisteredId<>(type, ShadowSettings.DEFAULT, shared(OPTIONS, new Lives(new Ids())));
	}

	/**
	 * Registers an id with a lifetime.
	 */
	static <V> RegisteredId<Object, V> registerMortal(ShadowType<Object, V> type) {
		Ids ids = new Ids();
		Lives lives = new Lives(ids);
		// Lifetimes of its own, because all that are in use are searched
		Shared shared = shared(options(), lives);
		lives.open(shared);
		RegisteredId<Object, V> id = new RegisteredId<>(type, ShadowSettings.DEFAULT, shared);
		ids.use(id);
		return id;
	}

	private static Options options() {
		return new Options(Duration.ZERO, (failure) -> {
			throw new AssertionError(failure.exception());
		}, (variable, settings) -> {
		}, (type) -> ShadowSettings.DEFAULT, Map.of(), new Tracking(new Sites(List.of()), 0), null, Map.of(),
				new Lifetimes(List.of()), null);
	}

	private static Shared shared(Options options, Lives lives) {
		return new Shared(options, new ReferenceQueue<>(), NO_DOUBT, lives::of, (value, parent) -> {
			throw new AssertionError("No proof searches for paths");
		});
	}

	/**
	 * Attaches a value, and returns what refers to the parent.
	 */
	static Attachment attach(ShadowTable table, Object parent, Object value) {
		Attachment attachment = new Attachment(parent, null);
		table.complete(Objects.requireNonNull(table.reserve(parent, attachment)), attachment, value);
		return attachment;
	}

}
