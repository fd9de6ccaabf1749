/** What a partition of the ledger knows, and what a decision changes of it. */
@NullMarked
package io.penstock.domain.books;

import org.jspecify.annotations.NullMarked;
