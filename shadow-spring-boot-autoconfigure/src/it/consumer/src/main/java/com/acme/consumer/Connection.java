package com.acme.consumer;

/**
 * A class of someone else: nothing can be added to it.
 */
final class Connection {

}
