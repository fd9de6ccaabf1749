/** Accounts: their arithmetic, and how they are opened, changed and closed. */
@NullMarked
package io.penstock.domain.accounts;

import org.jspecify.annotations.NullMarked;
