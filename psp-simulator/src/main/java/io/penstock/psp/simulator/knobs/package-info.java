/** What goes wrong on purpose. */
@NullMarked
package io.penstock.psp.simulator.knobs;

import org.jspecify.annotations.NullMarked;
