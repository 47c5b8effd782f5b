package io.github.shadowvars.demo.powersave;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class PowerSavePatchTests {

	private static final String ADDRESS = "02:00:00:00:00:01";

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Station, ReentrantLock> psLock = this.registry.register(PowerSave.PS_LOCK);

	private final ShadowVariable<Station, Boolean> psDelivery = this.registry.register(PowerSave.PS_DELIVERY);

	private final AccessPoint accessPoint = new AccessPoint();

	private final PowerSavePatch patch = new PowerSavePatch(this.accessPoint, this.psLock, this.psDelivery);

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void associateWhenPatchedShouldAttachLock() {
		this.patch.afterPropertiesSet();
		Station sta = associate(ADDRESS);
		assertThat(this.psLock.has(sta)).isTrue();
		assertThat(this.psDelivery.has(sta)).isFalse();
	}

	@Test
	void disassociateWhenPatchedShouldFreeBothVariables() {
		this.patch.afterPropertiesSet();
		Station sta = associate(ADDRESS);
		this.accessPoint.wake(sta);
		assertThat(this.accessPoint.disassociate(ADDRESS)).isTrue();
		assertThat(this.psLock.get(sta)).isNull();
		assertThat(this.psLock.stats().freed()).isEqualTo(Map.of(FreeCause.FREED, 1L));
		assertThat(this.psDelivery.stats().freed()).isEqualTo(Map.of(FreeCause.FREED, 1L));
	}

	@Test
	void associateWhenAddressIsTakenShouldLeaveNoLockBehind() {
		this.patch.afterPropertiesSet();
		Station sta = associate(ADDRESS);
		assertThat(this.accessPoint.associate(ADDRESS)).isNull();
		assertThat(this.psLock.count()).isEqualTo(1);
		assertThat(this.psLock.has(sta)).isTrue();
	}

	@Test
	void wakeWhenStationWasThereBeforePatchShouldAttachLockOnce() {
		Station sta = associate(ADDRESS);
		this.patch.afterPropertiesSet();
		assertThat(this.psLock.has(sta)).isFalse();
		this.accessPoint.wake(sta);
		ReentrantLock lock = this.psLock.get(sta);
		assertThat(lock).isNotNull();
		this.accessPoint.wake(sta);
		assertThat(this.psLock.get(sta)).isSameAs(lock);
		assertThat(this.psLock.stats().allocated()).isEqualTo(1);
	}

	@Test
	void disassociateWhenStationWasThereBeforePatchShouldFreeNothing() {
		associate(ADDRESS);
		this.patch.afterPropertiesSet();
		assertThat(this.accessPoint.disassociate(ADDRESS)).isTrue();
		assertThat(this.psLock.stats().freed()).isEmpty();
	}

	@Test
	void wakeWhenPatchedShouldMarkStation() {
		this.patch.afterPropertiesSet();
		Station handled = associate(ADDRESS);
		Station other = associate("02:00:00:00:00:02");
		this.accessPoint.wake(handled);
		assertThat(this.psDelivery.has(handled)).isTrue();
		assertThat(this.psDelivery.has(other)).isFalse();
	}

	@Test
	void wakeWhenTransmissionIsRunningShouldWaitForIt() throws InterruptedException {
		this.patch.afterPropertiesSet();
		Station sta = associate(ADDRESS);
		this.accessPoint.sleep(sta);
		this.accessPoint.transmit(sta);
		ReentrantLock lock = this.psLock.getOrAlloc(sta);
		Thread wakeUp = new Thread(() -> this.accessPoint.wake(sta));
		lock.lock();
		try {
			wakeUp.start();
			Awaitility.await().until(() -> lock.hasQueuedThread(wakeUp));
			assertThat(sta.asleep()).isTrue();
		}
		finally {
			lock.unlock();
		}
		wakeUp.join();
		assertThat(sta.asleep()).isFalse();
		assertThat(sta.delivered()).isEqualTo(1);
		assertThat(sta.buffered()).isZero();
	}

	@Test
	void loseWhenStationIsCollectedShouldFreeItsLock() {
		this.patch.afterPropertiesSet();
		associate(ADDRESS);
		assertThat(this.accessPoint.lose(ADDRESS)).isTrue();
		Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
			System.gc();
			assertThat(this.psLock.stats().freed()).isEqualTo(Map.of(FreeCause.PARENT_COLLECTED, 1L));
		});
		assertThat(this.psLock.count()).isZero();
	}

	@Test
	void destroyWhenPatchedShouldLeaveStationsToVendor() {
		this.patch.afterPropertiesSet();
		this.patch.destroy();
		Station sta = associate(ADDRESS);
		this.accessPoint.wake(sta);
		assertThat(this.psLock.count()).isZero();
	}

	private Station associate(String address) {
		return Objects.requireNonNull(this.accessPoint.associate(address));
	}

}
