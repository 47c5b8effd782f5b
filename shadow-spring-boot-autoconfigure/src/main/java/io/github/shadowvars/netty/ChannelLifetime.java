package io.github.shadowvars.netty;

import io.github.shadowvars.ParentLifetime;
import io.netty.channel.Channel;

/**
 * Ends the life of a Netty channel when it is closed, whoever closes it: the variables of
 * the channel are freed then. Spring Boot applications with Netty have it as a bean.
 * Others give it to their registry: <pre>{@code
 * ShadowRegistry.builder().lifetime(Channel.class, new ChannelLifetime()).build();
 * }</pre>
 * <p>
 * The destructors run on the channel's event loop, so they must not block. Thread-safe,
 * and without state.
 */
public final class ChannelLifetime implements ParentLifetime<Channel> {

	/**
	 * Creates a lifetime.
	 */
	public ChannelLifetime() {
	}

	@Override
	public void onEnd(Channel channel, Runnable ended) {
		if (!channel.closeFuture().isDone()) {
			channel.closeFuture().addListener((future) -> ended.run());
		}
		// Once its event loop has shut down, a closed channel calls no listener.
		if (channel.closeFuture().isDone()) {
			ended.run();
		}
	}

}
