/**
 * Proves the ledger from its topics alone: {@code ledger.entries} and {@code accounts.balances}. No
 * database, no state store and no running instance is asked or trusted.
 */
@NullMarked
package io.penstock.app.ledger;

import org.jspecify.annotations.NullMarked;
