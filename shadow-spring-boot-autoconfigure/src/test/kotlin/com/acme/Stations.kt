package com.acme

import io.github.shadowvars.ShadowRegistry
import io.github.shadowvars.ShadowType
import io.github.shadowvars.ShadowVariable
import java.util.concurrent.locks.ReentrantLock

class Station

class Stations(registry: ShadowRegistry) {

	private val psLock: ShadowVariable<Station, ReentrantLock> = registry.register(
		ShadowType.builder<Station, ReentrantLock>(Station::class.java, ReentrantLock::class.java)
			.name("ps-lock")
			.constructor { ReentrantLock() }
			.build()
	)

	private val Station.lock by psLock

	fun call(): Array<Any> {
		val station = Station()
		station.lock.lock()
		return arrayOf(station.lock, station, psLock.count())
	}

}
