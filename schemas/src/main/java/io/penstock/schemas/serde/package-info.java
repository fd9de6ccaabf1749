/** Avro in Confluent's wire format, over Confluent's registry. */
@NullMarked
package io.penstock.schemas.serde;

import org.jspecify.annotations.NullMarked;
