/** What any client of Kafka, the registry and the API can read. */
@NullMarked
package io.penstock.chaos.checker.facts;

import org.jspecify.annotations.NullMarked;
