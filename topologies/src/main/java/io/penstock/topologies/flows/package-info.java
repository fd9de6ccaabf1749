/** Runs any flow of the domain over a partition. */
@NullMarked
package io.penstock.topologies.flows;

import org.jspecify.annotations.NullMarked;
