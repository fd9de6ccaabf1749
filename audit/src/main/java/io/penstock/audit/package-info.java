/**
 * Proves the ledger from its topics alone: {@code ledger.entries} and {@code accounts.balances}. No
 * database, no state store and no running instance is asked or trusted, and no code is shared with
 * what wrote them.
 */
@NullMarked
package io.penstock.audit;

import org.jspecify.annotations.NullMarked;
