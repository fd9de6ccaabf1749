/** Payment intents, charges, refunds, disputes, and what they do to the balance. */
@NullMarked
package io.penstock.psp.simulator.payments;

import org.jspecify.annotations.NullMarked;
