package io.github.shadowvars;

import java.time.Duration;

/**
 * Where and when a tracked variable was attached.
 *
 * @param site the first stack frame outside this library, the JDK and the
 * {@linkplain ShadowRegistry.Builder#skipPackages skipped packages}, as
 * {@code com.acme.Wakeup.deliver(Wakeup.java:42)}
 * @param age how long ago its constructor was called
 * @param rate the probability with which it came to be tracked, 1 with
 * {@link ShadowTracking#FULL}: it stands for 1 / {@code rate} variables
 */
public record ShadowAllocation(String site, Duration age, double rate) {
}
