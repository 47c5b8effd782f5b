package com.acme.parcels;

import io.github.shadowvars.test.ShadowWatchExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

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

}
// end::example[]
