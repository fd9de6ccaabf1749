/** The ledger engine: the only place that writes balances. */
@NullMarked
package io.penstock.topologies.balances;

import org.jspecify.annotations.NullMarked;
