package io.github.shadowvars.actuate.endpoint;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.shadowvars.ShadowPurge;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator endpoint {@code shadows}, which lists, purges and tracks shadow variables.
 * By default it can only be read; purging and tracking need unrestricted access. It never
 * shows values, and calls no method of a parent. For example:
 *
 * <pre class="code">
 * curl localhost:8080/actuator/shadows/tenant
 * curl -X DELETE localhost:8080/actuator/shadows/tenant
 * </pre>
 * <p>
 * Thread-safe. An answer is a snapshot of each id, but not of all ids at the same
 * instant. The cost of an answer does not depend on the number of live variables, except
 * for a purge. An endpoint holds its registry and nothing else.
 */
@Endpoint(id = "shadows", defaultAccess = Access.READ_ONLY)
public final class ShadowsEndpoint {

	static final int DEFAULT_PAGE = 100;

	static final int DEFAULT_VARIABLES = 20;

	private static final int MAX_LIMIT = 1000;

	private final Supplier<? extends ShadowRegistry> registry;

	/**
	 * Creates the endpoint.
	 * @param registry the registry whose variables are shown
	 * @throws NullPointerException if the registry is null
	 */
	public ShadowsEndpoint(ShadowRegistry registry) {
		Objects.requireNonNull(registry, "registry must not be null");
		this.registry = () -> registry;
	}

	/**
	 * Creates the endpoint of a registry that may not exist yet. Each operation asks for
	 * it.
	 * @param registry returns the registry whose variables are shown
	 * @throws NullPointerException if the supplier is null
	 */
	public ShadowsEndpoint(Supplier<? extends ShadowRegistry> registry) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
	}

	/**
	 * Lists the ids in use, ordered by unsigned id.
	 * @param after the id or the name before the first one on the page. The default is to
	 * start with the first id. A number need not be in use
	 * @param limit the maximal number of ids on the page, 1 to 1000; the default is 100
	 * @return a page
	 * @throws InvalidEndpointRequestException if the limit is out of range, or
	 * {@code after} is a malformed number or an unknown name
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public ShadowPage list(@org.springframework.lang.Nullable @Nullable String after,
			@org.springframework.lang.Nullable @Nullable Integer limit) {
		int size = limit(limit, DEFAULT_PAGE);
		ShadowRegistry registry = this.registry.get();
		Long start = (after != null) ? ShadowId.after(after, registry) : null;
		List<ShadowVariable<?, ?>> all = registry.variables();
		List<ShadowVariable<?, ?>> page = all.stream()
			.filter((variable) -> start == null || Long.compareUnsigned(variable.id(), start) > 0)
			.limit(size + 1L)
			.toList();
		String next = null;
		if (page.size() > size) {
			page = page.subList(0, size);
			next = ShadowId.hex(page.get(size - 1).id());
		}
		return new ShadowPage(all.size(), all.stream().mapToLong(ShadowVariable::count).sum(), next,
				page.stream().map(ShadowEntry::of).toList());
	}

	/**
	 * Shows one id.
	 * @param id the id, decimal or {@code 0x} hex, or a name
	 * @param limit the maximal number of variables to list, 1 to 1000; the default is 20
	 * @param check {@code reachability} to check whether the values of up to 100
	 * variables reach their parents. The default is no check
	 * @return the id, its counts and some of its variables
	 * @throws InvalidEndpointRequestException if the id is a malformed number, the limit
	 * is out of range, or the check is not {@code reachability}
	 * @throws NoSuchElementException if the id is not in use
	 * @see io.github.shadowvars.reachability.ShadowReachability
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public ShadowDetails get(@Selector(match = Match.ALL_REMAINING) String id,
			@org.springframework.lang.Nullable @Nullable Integer limit,
			@org.springframework.lang.Nullable @Nullable String check) {
		int size = limit(limit, DEFAULT_VARIABLES);
		if (check != null && !check.equals("reachability")) {
			throw ShadowId.invalid("check must be reachability, but is '%s'; use check=reachability, or leave it out"
				.formatted(check));
		}
		ShadowVariable<?, ?> variable = ShadowId.find(id, this.registry.get());
		return ShadowDetails.of(variable,
				Scan.of(variable, size, (check != null) ? new ReachabilityCheck(variable) : null));
	}

	/**
	 * Sets which variables of an id record their allocation site, from now on until the
	 * registry is closed.
	 * @param id the id, decimal or {@code 0x} hex, or a name
	 * @param tracking {@code off}, {@code sampled} or {@code full}
	 * @return the id with the new level
	 * @throws InvalidEndpointRequestException if the id is a malformed number, or the
	 * level is unknown
	 * @throws NoSuchElementException if the id is not in use
	 */
	@WriteOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public ShadowEntry track(@Selector(match = Match.ALL_REMAINING) String id,
			@org.springframework.lang.Nullable @Nullable String tracking) {
		ShadowVariable<?, ?> variable = ShadowId.find(id, this.registry.get());
		variable.track(ShadowLevel.parse(tracking));
		return ShadowEntry.of(variable);
	}

	/**
	 * Frees every variable of one id, and runs the destructors on the calling thread. The
	 * id stays registered.
	 * @param id the id, decimal or {@code 0x} hex, or a name
	 * @return how many variables were freed, and how many destructors failed
	 * @throws InvalidEndpointRequestException if the id is a malformed number
	 * @throws NoSuchElementException if the id is not in use
	 */
	@DeleteOperation
	public ShadowPurged purge(@Selector(match = Match.ALL_REMAINING) String id) {
		ShadowVariable<?, ?> variable = ShadowId.find(id, this.registry.get());
		ShadowPurge purge = variable.purge();
		return new ShadowPurged(ShadowId.hex(variable.id()), purge.freed(), purge.destructorFailures());
	}

	/**
	 * Frees every variable of every id, and runs the destructors on the calling thread.
	 * The ids stay registered.
	 * @param confirm must be {@code all}
	 * @return how many variables were freed, and how many destructors failed
	 * @throws InvalidEndpointRequestException if {@code confirm} is anything else
	 */
	@DeleteOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public ShadowPurged purgeAll(@org.springframework.lang.Nullable @Nullable String confirm) {
		if (!"all".equals(confirm)) {
			throw ShadowId
				.invalid("A purge of every id must be confirmed, but confirm is %s; use confirm=all, or name one id"
					.formatted((confirm != null) ? "'" + confirm + "'" : "missing"));
		}
		long freed = 0;
		long destructorFailures = 0;
		for (ShadowVariable<?, ?> variable : this.registry.get().variables()) {
			ShadowPurge purge = variable.purge();
			freed += purge.freed();
			destructorFailures += purge.destructorFailures();
		}
		return new ShadowPurged("*", freed, destructorFailures);
	}

	private static int limit(@Nullable Integer limit, int defaultLimit) {
		if (limit == null) {
			return defaultLimit;
		}
		if (limit < 1 || limit > MAX_LIMIT) {
			throw ShadowId.invalidLimit(limit.toString());
		}
		return limit;
	}

}
