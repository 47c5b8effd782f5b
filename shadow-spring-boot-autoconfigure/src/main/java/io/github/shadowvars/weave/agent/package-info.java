/**
 * The agent that weaves named classes. It is only in the agent's jar.
 */
@NullMarked
package io.github.shadowvars.weave.agent;

import org.jspecify.annotations.NullMarked;
