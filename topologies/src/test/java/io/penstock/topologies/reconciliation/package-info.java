@NullMarked
package io.penstock.topologies.reconciliation;

import org.jspecify.annotations.NullMarked;
