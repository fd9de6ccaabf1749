/** Calls that make, capture, cancel and refund payments. */
@NullMarked
package io.penstock.ingest.payments;

import org.jspecify.annotations.NullMarked;
