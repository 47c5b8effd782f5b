package com.acme.snippets;

import java.util.List;

import io.github.shadowvars.ShadowVariable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * The reactive handler of the documentation.
 */
record ReactiveChat(ShadowVariable<WebSocketSession, List<String>> history) implements WebSocketHandler {

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		return session.receive()
			.map(WebSocketMessage::getPayloadAsText)
			.doOnNext((text) -> this.history.getOrAlloc(session).add(text))
			.then();
	}

}
