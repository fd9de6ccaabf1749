@NullMarked
package io.penstock.topologies.flows;

import org.jspecify.annotations.NullMarked;
