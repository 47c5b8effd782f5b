/**
 * An application on the module path.
 */
module com.acme.modular {

	requires io.github.shadowvars;
	requires java.desktop;
	requires spring.beans;
	requires spring.boot;
	requires spring.boot.autoconfigure;
	requires spring.context;

	opens com.acme.modular;

}
