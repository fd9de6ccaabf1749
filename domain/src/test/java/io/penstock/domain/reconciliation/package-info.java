@NullMarked
package io.penstock.domain.reconciliation;

import org.jspecify.annotations.NullMarked;
