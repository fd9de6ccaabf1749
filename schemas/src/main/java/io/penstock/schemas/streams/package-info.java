/** What every Kafka Streams application of Penstock is configured with. */
@NullMarked
package io.penstock.schemas.streams;

import org.jspecify.annotations.NullMarked;
