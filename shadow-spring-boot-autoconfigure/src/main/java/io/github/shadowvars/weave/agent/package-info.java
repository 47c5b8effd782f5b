/**
 * The agent that weaves named classes. It is in the agent's jar only.
 */
@NullMarked
package io.github.shadowvars.weave.agent;

import org.jspecify.annotations.NullMarked;
