package com.acme.parcels;

/**
 * A class that stands for a vendor's.
 */
final class Parcel {

}
