package com.acme.parcels;

import io.github.shadowvars.ShadowVariable;

/**
 * Notes that are attached to parcels until these are delivered.
 */
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
