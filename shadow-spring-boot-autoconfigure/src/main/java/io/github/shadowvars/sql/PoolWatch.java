package io.github.shadowvars.sql;

/**
 * Has the connections of one kind of pool watched.
 */
interface PoolWatch {

	/**
	 * Returns whether an object is a pool of this kind.
	 */
	boolean isPool(Object bean);

	/**
	 * Watches the connections that a pool opens from now on.
	 * @return whether it can: the pool has not opened connections yet
	 */
	boolean watch(Object pool, ConnectionLifetime lifetime);

}
