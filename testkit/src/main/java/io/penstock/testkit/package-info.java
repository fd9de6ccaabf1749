/** Topology tests without a broker: given commands, then balances, entries and outcomes. */
@NullMarked
package io.penstock.testkit;

import org.jspecify.annotations.NullMarked;
