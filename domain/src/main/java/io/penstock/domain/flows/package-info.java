/** What every flow of money is: a state machine without Kafka. */
@NullMarked
package io.penstock.domain.flows;

import org.jspecify.annotations.NullMarked;
