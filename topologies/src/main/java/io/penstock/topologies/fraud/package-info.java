/** Screens payments for fraud. */
@NullMarked
package io.penstock.topologies.fraud;

import org.jspecify.annotations.NullMarked;
