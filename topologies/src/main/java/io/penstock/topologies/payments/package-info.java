/** Decides each payment's fate. */
@NullMarked
package io.penstock.topologies.payments;

import org.jspecify.annotations.NullMarked;
