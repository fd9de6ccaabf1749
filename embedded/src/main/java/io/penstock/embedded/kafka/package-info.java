/** Kafka's own broker, in this process. */
@NullMarked
package io.penstock.embedded.kafka;

import org.jspecify.annotations.NullMarked;
