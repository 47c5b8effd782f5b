package io.github.shadowvars.netty;

import io.github.shadowvars.ParentLifetime;
import io.netty.channel.Channel;

/**
 * Frees the variables of a Netty channel when either side closes it. Spring Boot
 * applications with Netty have this lifetime as a bean. Other applications give it to
 * their registry:
 *
 * <pre>{@code
 * ShadowRegistry.builder().lifetime(Channel.class, new ChannelLifetime()).build();
 * }</pre>
 * <p>
 * The destructors run on the channel's event loop, so they must not block. If the channel
 * is closed already, they run on the thread that attaches. Thread-safe, without state.
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
		// After its event loop has shut down, a closed channel calls no listener.
		if (channel.closeFuture().isDone()) {
			ended.run();
		}
	}

}
