/** Transfers, holds, reversals and chains: whether they may happen, and what follows. */
@NullMarked
package io.penstock.domain.transfers;

import org.jspecify.annotations.NullMarked;
