/** Test cards, and the payment methods made of them. */
@NullMarked
package io.penstock.psp.simulator.cards;

import org.jspecify.annotations.NullMarked;
