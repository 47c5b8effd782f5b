package io.github.shadowvars;

/**
 * A destructor's failure.
 *
 * @param variable the variable whose destructor failed
 * @param parent the parent as {@code class@identityHash}, or {@code a collected parent}
 * @param cause why the variable was freed
 * @param exception what the destructor threw
 */
public record ShadowFailure(ShadowVariable<?, ?> variable, String parent, FreeCause cause, Throwable exception) {
}
