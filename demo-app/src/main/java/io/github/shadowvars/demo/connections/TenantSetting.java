package io.github.shadowvars.demo.connections;

import org.jspecify.annotations.Nullable;

/**
 * The tenant that a physical connection is set to, null before the first. Like its
 * connection, used by one thread at a time.
 */
final class TenantSetting {

	private @Nullable String tenant;

	boolean isSetTo(String tenant) {
		return tenant.equals(this.tenant);
	}

	void set(String tenant) {
		this.tenant = tenant;
	}

}
