package io.github.shadowvars;

import java.time.Duration;

/**
 * Where and when a tracked variable was attached. Immutable; it keeps no class and no
 * parent alive. For example, to print where variables that are older than a minute were
 * attached:
 *
 * <pre class="code">
 * variable.forEach(1000, (parent, value, allocation) -&gt; {
 *     if (allocation != null &amp;&amp; allocation.age().toMinutes() &gt;= 1) {
 *         System.out.println(allocation.site());
 *     }
 * });
 * </pre>
 *
 * @param site the first stack frame outside this library, the JDK and the
 * {@linkplain ShadowRegistry.Builder#skipPackages skipped packages}, as
 * {@code com.acme.Wakeup.deliver(Wakeup.java:42)}
 * @param age the time since the variable's constructor was called
 * @param rate the sampling probability, 1 with {@link ShadowTracking#FULL}. A tracked
 * variable represents 1 / {@code rate} variables
 */
public record ShadowAllocation(String site, Duration age, double rate) {
}
