/** Tests of the audit. */
@NullMarked
package io.penstock.app.ledger;

import org.jspecify.annotations.NullMarked;
