/** Connectors to payment service providers: requests come from a topic, results go to one. */
@NullMarked
package io.penstock.psp;

import org.jspecify.annotations.NullMarked;
