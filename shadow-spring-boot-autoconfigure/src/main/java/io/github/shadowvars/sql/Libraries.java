package io.github.shadowvars.sql;

/**
 * The optional libraries.
 */
final class Libraries {

	private Libraries() {
	}

	/**
	 * Returns whether a class, and so its library, is present.
	 */
	static boolean arePresent(String className) {
		try {
			Class.forName(className, false, Libraries.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

}
