package io.github.shadowvars.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSession;

/**
 * Finds the parent for an HTTP session. Most containers have one object per session.
 * Undertow creates an object for each request and for each event, so the object of the
 * first event is the parent until the session ends.
 */
final class SessionParents {

	private final Map<String, HttpSession> sessions = new ConcurrentHashMap<>();

	/**
	 * Whether the container has been seen to have one object per session.
	 */
	private volatile boolean unique;

	/**
	 * Whether the container has been seen to have several objects per session.
	 */
	private volatile boolean several;

	void created(HttpSession session) {
		if (!this.unique) {
			this.sessions.put(session.getId(), session);
		}
	}

	void idChanged(HttpSession session, String oldId) {
		HttpSession parent = this.sessions.get(oldId);
		if (parent != null) {
			this.sessions.put(session.getId(), parent);
			this.sessions.remove(oldId);
		}
	}

	void destroyed(HttpSession session) {
		this.sessions.remove(session.getId());
	}

	HttpSession resolve(HttpSession session) {
		if (this.unique) {
			return session;
		}
		HttpSession parent = this.sessions.get(session.getId());
		if (parent == session) {
			// Other listeners get the object of the event, too, while the session is new
			if (!isNew(session)) {
				this.unique = true;
				this.sessions.clear();
			}
			return session;
		}
		if (parent != null) {
			this.several = true;
			return parent;
		}
		return (this.several && isValid(session)) ? restored(session) : session;
	}

	/**
	 * Returns the parent for a session without a creation event, because it is older than
	 * the application or than its first type for sessions.
	 */
	private HttpSession restored(HttpSession session) {
		HttpSession other = this.sessions.putIfAbsent(session.getId(), session);
		if (other == null && !isValid(session)) {
			// It has ended meanwhile, so its end removed nothing
			this.sessions.remove(session.getId(), session);
		}
		return (other != null) ? other : session;
	}

	private static boolean isNew(HttpSession session) {
		try {
			return session.isNew();
		}
		catch (IllegalStateException ex) {
			// The session has ended
			return true;
		}
	}

	private static boolean isValid(HttpSession session) {
		try {
			session.getCreationTime();
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

}
