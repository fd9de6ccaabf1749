/** Keeps the numbers of payment cards out. */
@NullMarked
package io.penstock.domain.cards;

import org.jspecify.annotations.NullMarked;
