package io.github.shadowvars.sql;

/**
 * The optional libraries beside this one.
 */
final class Libraries {

	private Libraries() {
	}

	/**
	 * Returns whether a class is present, and with it the library that has it.
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
