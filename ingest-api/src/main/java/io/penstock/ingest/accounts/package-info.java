/** Calls that open, update and close accounts. */
@NullMarked
package io.penstock.ingest.accounts;

import org.jspecify.annotations.NullMarked;
