package io.github.shadowvars.demo.stations;

/**
 * A station as HTTP shows it: the vendor's data, and whether the patch added its own.
 */
record StationView(String address, boolean asleep, int buffered, long delivered, boolean psLock, boolean psDelivery) {
}
