/** Stripe, by its own Java client. */
@NullMarked
package io.penstock.psp.stripe;

import org.jspecify.annotations.NullMarked;
