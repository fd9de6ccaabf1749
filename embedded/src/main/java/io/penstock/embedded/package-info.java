/** A Kafka broker, a schema registry and a Postgres of one's own, in or beside this process. */
@NullMarked
package io.penstock.embedded;

import org.jspecify.annotations.NullMarked;
