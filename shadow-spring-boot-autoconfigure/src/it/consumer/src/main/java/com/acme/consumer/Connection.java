package com.acme.consumer;

/**
 * A class of another vendor, which cannot be changed.
 */
final class Connection {

}
