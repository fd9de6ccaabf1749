/** Payment intents, charges, refunds, disputes, and what they do to the balance. */
@NullMarked
package io.penstock.psp.simulator.account;

import org.jspecify.annotations.NullMarked;
