package io.github.shadowvars;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the code that attaches a variable. Keeps no class alive.
 */
final class Sites {

	private static final String IDENTIFIER = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";

	static final String PACKAGE = IDENTIFIER + "(\\." + IDENTIFIER + ")*";

	private static final String UNKNOWN = "unknown";

	/**
	 * The packages of this library. Packages below them are not included, because they
	 * may belong to somebody else.
	 */
	static final Set<String> LIBRARY = Set.of("io.github.shadowvars", "io.github.shadowvars.metrics",
			"io.github.shadowvars.actuate.endpoint", "io.github.shadowvars.actuate.health",
			"io.github.shadowvars.autoconfigure", "io.github.shadowvars.netty", "io.github.shadowvars.reachability",
			"io.github.shadowvars.sql", "io.github.shadowvars.test", "io.github.shadowvars.weave",
			"io.github.shadowvars.weave.agent", "io.github.shadowvars.web");

	private static final List<String> PLATFORM = List.of("java", "javax", "jdk", "sun", "com.sun");

	/**
	 * The maximal number of names to keep, so that code that is generated repeatedly does
	 * not fill the memory.
	 */
	private static final int MAX_NAMES = 10_000;

	private final StackWalker walker = StackWalker.getInstance();

	/**
	 * Each name once, because many variables share it.
	 */
	private final Map<String, String> names = new ConcurrentHashMap<>();

	private final List<String> skipped;

	Sites(List<String> skipped) {
		this.skipped = List.copyOf(skipped);
	}

	/**
	 * Returns the first frame outside the skipped packages. If there is none, returns the
	 * first frame outside this library.
	 */
	String find() {
		StackFrame site = this.walker.walk((frames) -> {
			StackFrame first = null;
			for (Iterator<StackFrame> rest = frames.iterator(); rest.hasNext();) {
				StackFrame frame = rest.next();
				String name = packageOf(frame);
				if (LIBRARY.contains(name)) {
					continue;
				}
				if (!isBelow(name, PLATFORM) && !isBelow(name, this.skipped)) {
					return frame;
				}
				first = (first != null) ? first : frame;
			}
			return first;
		});
		return (site != null) ? name(site) : UNKNOWN;
	}

	private static boolean isBelow(String name, List<String> packages) {
		return packages.stream()
			.anyMatch((candidate) -> name.startsWith(candidate)
					&& (name.length() == candidate.length() || name.charAt(candidate.length()) == '.'));
	}

	private static String packageOf(StackFrame frame) {
		String name = frame.getClassName();
		return name.substring(0, Math.max(0, name.lastIndexOf('.')));
	}

	private String name(StackFrame frame) {
		// Without the class loader and the module that a StackTraceElement shows
		StackTraceElement element = frame.toStackTraceElement();
		String name = new StackTraceElement(null, null, null, element.getClassName(), element.getMethodName(),
				element.getFileName(), element.getLineNumber())
			.toString();
		if (this.names.size() >= MAX_NAMES) {
			return name;
		}
		String same = this.names.putIfAbsent(name, name);
		return (same != null) ? same : name;
	}

}
