package io.github.shadowvars.demo.admin;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Blocks the requests for shadow variables to an instance, between {@code place} and
 * {@code remove}.
 */
final class Obstacle extends OncePerRequestFilter {

	private volatile boolean begun;

	private volatile CountDownLatch removed = new CountDownLatch(0);

	/**
	 * Blocks requests from now on.
	 * @param begun whether to block after the answer has begun
	 */
	void place(boolean begun) {
		this.begun = begun;
		this.removed = new CountDownLatch(1);
	}

	void remove() {
		this.removed.countDown();
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !request.getRequestURI().startsWith("/actuator/shadows");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.removed.getCount() > 0 && this.begun) {
			response.setContentType("application/json");
			response.getOutputStream().write('{');
			response.flushBuffer();
		}
		try {
			if (!this.removed.await(1, TimeUnit.MINUTES)) {
				throw new ServletException("The request was never let go on");
			}
		}
		catch (InterruptedException ex) {
			throw new ServletException("Interrupted while the request was held up", ex);
		}
		chain.doFilter(request, response);
	}

}
