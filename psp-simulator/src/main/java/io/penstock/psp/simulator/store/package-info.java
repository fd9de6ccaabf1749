/** What is remembered, in one file, and what is to be done later. */
@NullMarked
package io.penstock.psp.simulator.store;

import org.jspecify.annotations.NullMarked;
