package io.github.shadowvars.autoconfigure;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.Weaving.Result;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs which classes the agent has woven, and why it has not woven others, both at the
 * start and for classes that are loaded later.
 */
final class WeavingReport implements Consumer<Result> {

	private static final Log logger = LogFactory.getLog(ShadowAutoConfiguration.class);

	private static final int MAX_CLASSES_SHOWN = 20;

	void start() {
		Weaving.addListener(this);
		List<Result> results = Weaving.results();
		List<String> woven = results.stream().filter(Result::isWoven).map(Result::name).toList();
		logger.info("Woven parents: " + (woven.isEmpty() ? "none loaded yet" : show(woven)));
		results.stream().filter((result) -> !result.isWoven()).forEach(this);
	}

	private static String show(List<String> woven) {
		String shown = woven.stream().limit(MAX_CLASSES_SHOWN).collect(Collectors.joining(", "));
		int more = woven.size() - MAX_CLASSES_SHOWN;
		return (more > 0) ? "%s and %d more".formatted(shown, more) : shown;
	}

	@Override
	public void accept(Result result) {
		if (result.isWoven()) {
			logger.debug("Woven parent: " + result.name());
		}
		else {
			logger.warn("The agent does not weave %s: %s".formatted(result.name(), result.reason()));
		}
	}

	void stop() {
		Weaving.removeListener(this);
	}

}
