package io.github.shadowvars.sql;

/**
 * Watches the connections of one kind of pool.
 */
interface PoolWatch {

	/**
	 * Returns whether an object is a pool of this kind.
	 */
	boolean isPool(Object bean);

	/**
	 * Watches the connections that a pool opens from now on.
	 * @return whether the pool is watched: {@code false} if it has opened connections
	 * already
	 */
	boolean watch(Object pool, ConnectionLifetime lifetime);

}
