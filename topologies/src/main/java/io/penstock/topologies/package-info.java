/** Plumbing: one package and one XTopology class a capability. */
@NullMarked
package io.penstock.topologies;

import org.jspecify.annotations.NullMarked;
