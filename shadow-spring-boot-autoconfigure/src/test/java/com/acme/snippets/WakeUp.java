package com.acme.snippets;

import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowVariable;

import org.springframework.stereotype.Component;

@Component
record WakeUp(ShadowVariable<Station, ReentrantLock> stationLock) {

	void wake(Station station) {
		ReentrantLock lock = this.stationLock.getOrAlloc(station);
		lock.lock();
		try {
			station.wake();
		}
		finally {
			lock.unlock();
		}
	}

}
