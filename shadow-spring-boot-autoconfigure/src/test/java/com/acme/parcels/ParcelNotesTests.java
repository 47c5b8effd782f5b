package com.acme.parcels;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;
import io.github.shadowvars.test.ShadowWatchExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

// tag::example[]
@SpringBootTest
@ExtendWith(ShadowWatchExtension.class)
class ParcelNotesTests {

	@Autowired
	private ParcelNotes notes;

	@Test
	void deliverShouldForgetTheNotes() {
		Parcel parcel = new Parcel();
		this.notes.add(parcel, "fragile");
		this.notes.deliver(parcel);
		assertThat(this.notes.of(parcel)).isEmpty();
	}

	// end::example[]

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	@Import(ParcelNotes.class)
	static class Application {

		@Bean
		ShadowType<Parcel, StringBuilder> note() {
			return ShadowType.builder(Parcel.class, StringBuilder.class)
				.name("note")
				.constructor((parcel) -> new StringBuilder())
				.build();
		}

	}

	static final class Parcel {

	}

	record ParcelNotes(ShadowVariable<Parcel, StringBuilder> note) {

		void add(Parcel parcel, String text) {
			this.note.getOrAlloc(parcel).append(text);
		}

		String of(Parcel parcel) {
			StringBuilder note = this.note.get(parcel);
			return (note != null) ? note.toString() : "";
		}

		void deliver(Parcel parcel) {
			this.note.free(parcel);
		}

	}

}
