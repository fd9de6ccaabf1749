package io.penstock.queries;

/**
 * A row of a view.
 *
 * @param value the record as its topic holds it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Row(String key, byte[] value) {}
