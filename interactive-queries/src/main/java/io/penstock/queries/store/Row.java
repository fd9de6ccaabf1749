package io.penstock.queries.store;

/**
 * A row of a view.
 *
 * @param value the record as its topic holds it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Row(String key, byte[] value) {}
