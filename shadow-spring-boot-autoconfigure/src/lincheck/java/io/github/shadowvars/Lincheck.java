package io.github.shadowvars;

import io.github.shadowvars.weave.Weaving;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Searches for an interleaving of calls with results that no sequential order explains,
 * either systematically or at random.
 */
enum Lincheck {

	TWO_THREADS(PairsLincheck.class) {

		@Override
		Options<?, ?> options(int interleavings) {
			return pairs(new ModelCheckingOptions().threads(2).actorsPerThread(3), interleavings);
		}

	},

	THREE_THREADS(PairsLincheck.class) {

		@Override
		Options<?, ?> options(int interleavings) {
			return pairs(new ModelCheckingOptions().threads(3).actorsPerThread(2), interleavings);
		}

	},

	GROWTH(GrowthLincheck.class) {

		@Override
		Options<?, ?> options(int interleavings) {
			ModelCheckingOptions options = new ModelCheckingOptions();
			GrowthLincheck.scenarios().forEach(options::addCustomScenario);
			return options.threads(2)
				.actorsPerThread(2)
				.actorsBefore(1)
				.actorsAfter(2)
				.sequentialSpecification(GrowthLincheck.OneThread.class)
				.invocationsPerIteration(interleavings * 4);
		}

	},

	CLOSING(ClosingLincheck.class) {

		@Override
		Options<?, ?> options(int interleavings) {
			return new ModelCheckingOptions().addCustomScenario(ClosingLincheck.scenario())
				.threads(2)
				.actorsPerThread(2)
				.actorsBefore(2)
				.actorsAfter(1)
				.invocationsPerIteration(interleavings * 2);
		}

	},

	WOVEN(WovenLincheck.class) {

		@Override
		Options<?, ?> options(int interleavings) {
			return new ModelCheckingOptions().threads(2)
				.actorsPerThread(2)
				.actorsBefore(2)
				.actorsAfter(4)
				.sequentialSpecification(WovenLincheck.OneThread.class)
				.invocationsPerIteration(interleavings);
		}

	},

	BY_CHANCE(PairsLincheck.class) {

		@Override
		Options<?, ?> options(int interleavings) {
			return pairs(new StressOptions().threads(3).actorsPerThread(3), interleavings * 20);
		}

	};

	private final Class<?> calls;

	Lincheck(Class<?> calls) {
		this.calls = calls;
	}

	abstract Options<?, ?> options(int interleavings);

	private static Options<?, ?> pairs(Options<?, ?> options, int interleavings) {
		return options.actorsBefore(2)
			.actorsAfter(2)
			.sequentialSpecification(PairsLincheck.OneThread.class)
			.invocationsPerIteration(interleavings);
	}

	/**
	 * Runs.
	 * @param args the name of a constant, the number of scenarios, and the number of
	 * interleavings of each
	 */
	public static void main(String[] args) {
		if (Boolean.getBoolean("proof.woven")) {
			Weaving.activate();
		}
		Lincheck lincheck = valueOf(args[0]);
		lincheck.options(Integer.parseInt(args[2])).iterations(Integer.parseInt(args[1])).check(lincheck.calls);
	}

}
