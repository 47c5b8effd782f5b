package io.github.shadowvars;

/**
 * Why a shadow variable was freed. Of several causes that race, the destructor sees the
 * one that won.
 */
public enum FreeCause {

	/** A call freed this one variable. */
	FREED,

	/** A call freed every variable of the id. */
	FREED_ALL,

	/** An operator freed every variable of the id. */
	PURGED,

	/** A call freed every variable of the parent, because the parent's life ends. */
	PARENT_DESTROYED,

	/** The garbage collector reclaimed the parent. */
	PARENT_COLLECTED,

	/** The last owner of the id closed its handle. */
	UNREGISTERED,

	/** The registry was closed. */
	CLOSED

}
