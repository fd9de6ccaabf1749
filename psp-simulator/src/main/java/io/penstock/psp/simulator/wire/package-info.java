/** Stripe's shapes on the wire: parameters in, JSON documents and errors out. */
@NullMarked
package io.penstock.psp.simulator.wire;

import org.jspecify.annotations.NullMarked;
