package io.github.shadowvars;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The options of a registry.
 *
 * @param names the names of ids that are used without a type
 * @param leakCheck checks new values, or null
 * @param parentResolvers the resolvers by class of the parents, for all ids
 */
record Options(Duration closeTimeout, ShadowFailureHandler failureHandler, ShadowLimitHandler limitHandler,
		Function<? super ShadowType<?, ?>, ShadowSettings> settings, Map<Long, String> names, Tracking tracking,
		@Nullable LeakCheck leakCheck, Map<Class<?>, UnaryOperator<Object>> parentResolvers, Lifetimes lifetimes,
		@Nullable Executor destructorExecutor) {

	/**
	 * Returns the resolver of a type: its own resolver, followed by the registry's
	 * resolvers for the classes of its parents.
	 */
	@SuppressWarnings("unchecked")
	<P> @Nullable UnaryOperator<P> parentResolver(ShadowType<P, ?> type) {
		UnaryOperator<P> resolver = type.parentResolver();
		for (Map.Entry<Class<?>, UnaryOperator<Object>> entry : this.parentResolvers.entrySet()) {
			if (entry.getKey().isAssignableFrom(type.parentType())) {
				UnaryOperator<P> next = (UnaryOperator<P>) entry.getValue();
				resolver = (resolver != null) ? inTurn(resolver, next) : next;
			}
		}
		return resolver;
	}

	private static <P> UnaryOperator<P> inTurn(UnaryOperator<P> first, UnaryOperator<P> second) {
		return (parent) -> {
			P resolved = first.apply(parent);
			return (resolved != null) ? second.apply(resolved) : resolved;
		};
	}

	/**
	 * Returns the options of a hidden id.
	 */
	Options internal() {
		return new Options(this.closeTimeout, (failure) -> {
		}, this.limitHandler, this.settings, this.names, new Tracking(new Sites(List.of()), 1), null, Map.of(),
				new Lifetimes(List.of()), null);
	}

}
