package io.github.shadowvars.demo.powersave;

import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import io.github.shadowvars.demo.vendor.StationHooks;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Gives each station the power-save lock that the vendor forgot.
 */
@Component
class PowerSavePatch implements StationHooks, InitializingBean, DisposableBean {

	private final AccessPoint accessPoint;

	private final ShadowVariable<Station, ReentrantLock> psLock;

	private final ShadowVariable<Station, Boolean> psDelivery;

	PowerSavePatch(AccessPoint accessPoint, ShadowVariable<Station, ReentrantLock> psLock,
			ShadowVariable<Station, Boolean> psDelivery) {
		this.accessPoint = accessPoint;
		this.psLock = psLock;
		this.psDelivery = psDelivery;
	}

	@Override
	public void afterPropertiesSet() {
		this.accessPoint.install(this);
	}

	@Override
	public void destroy() {
		this.accessPoint.install(StationHooks.NONE);
	}

	// 1. Matching the parent's life: attached when the station comes, freed when it goes

	@Override
	public void associated(Station sta) {
		this.psLock.alloc(sta);
	}

	@Override
	public void leaving(Station sta) {
		this.psLock.free(sta);
		this.psDelivery.free(sta);
	}

	// 2. In-flight parents: a station that was there before the patch gets its lock here

	@Override
	public void wake(Station sta, Runnable wakeUp) {
		locked(this.psLock.getOrAlloc(sta), wakeUp);
		// 3. Existence as a flag: marks the station
		this.psDelivery.getOrAlloc(sta);
	}

	@Override
	public void transmit(Station sta, Runnable transmission) {
		ReentrantLock lock = this.psLock.get(sta);
		if (lock == null) {
			transmission.run();
			return;
		}
		locked(lock, transmission);
	}

	private static void locked(ReentrantLock lock, Runnable action) {
		lock.lock();
		try {
			action.run();
		}
		finally {
			lock.unlock();
		}
	}

}
