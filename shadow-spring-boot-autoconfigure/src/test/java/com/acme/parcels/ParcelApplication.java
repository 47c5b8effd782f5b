package com.acme.parcels;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The application that {@link ParcelNotesTests} starts.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(ShadowAutoConfiguration.class)
@Import(ParcelNotes.class)
class ParcelApplication {

	@Bean
	ShadowType<Parcel, StringBuilder> note() {
		return ShadowType.builder(Parcel.class, StringBuilder.class)
			.name("note")
			.constructor((parcel) -> new StringBuilder())
			.build();
	}

}
