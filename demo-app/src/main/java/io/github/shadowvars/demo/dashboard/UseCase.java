package io.github.shadowvars.demo.dashboard;

import java.util.List;

/**
 * The three uses of a shadow variable in the kernel's document, as the page shows them.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists of lines are never changed
enum UseCase {

	LIFE("Matching the parent’s life",
			"A station gets its lock when it associates, and loses it just before it leaves.", "Associate a station",
			patch("associated", "psLock.alloc"), patch("leaving", "psLock.free")),

	IN_FLIGHT("In-flight parents",
			"Some stations were there before the patch. They get their lock when they first wake.",
			"Wake one from before", patch("wake", "psLock.getOrAlloc")),

	FLAG("Existence as a flag", "The variable is only a mark: the new code has handled this station.", "Mark a station",
			patch("wake", "psDelivery.getOrAlloc"),
			Snippet.cut("stations/StationController.java", "view", "psDelivery.has"));

	private final String title;

	private final String story;

	private final String action;

	private final List<Snippet> code;

	UseCase(String title, String story, String action, Snippet... code) {
		this.title = title;
		this.story = story;
		this.action = action;
		this.code = List.of(code);
	}

	public String title() {
		return this.title;
	}

	public String story() {
		return this.story;
	}

	public String action() {
		return this.action;
	}

	/** Returns the demo's code for this use. */
	public List<Snippet> code() {
		return this.code;
	}

	private static Snippet patch(String method, String key) {
		return Snippet.cut("powersave/PowerSavePatch.java", method, key);
	}

}
