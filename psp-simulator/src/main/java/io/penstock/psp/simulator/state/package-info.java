/**
 * What is remembered, in one file, what is to be done later, and what it looks like on the wire.
 */
@NullMarked
package io.penstock.psp.simulator.state;

import org.jspecify.annotations.NullMarked;
