/**
 * The HTTP door: JSON in, Avro command to the topic, the committed outcome back. It checks the
 * shape of a request and decides nothing that the ledger decides.
 */
@NullMarked
package io.penstock.ingest;

import org.jspecify.annotations.NullMarked;
