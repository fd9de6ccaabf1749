/** Joins what was captured and refunded with what PSPs report as settled. */
@NullMarked
package io.penstock.topologies.reconciliation;

import org.jspecify.annotations.NullMarked;
