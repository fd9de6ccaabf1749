/** A stand-in for a payment service provider that speaks Stripe's REST shapes. */
@NullMarked
package io.penstock.psp.simulator;

import org.jspecify.annotations.NullMarked;
