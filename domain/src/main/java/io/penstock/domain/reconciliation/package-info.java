/** Compares what was captured and refunded with what PSPs report as settled. Pure rules. */
@NullMarked
package io.penstock.domain.reconciliation;

import org.jspecify.annotations.NullMarked;
