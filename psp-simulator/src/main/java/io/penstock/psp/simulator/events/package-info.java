/** What happened, and how it is told by webhook. */
@NullMarked
package io.penstock.psp.simulator.events;

import org.jspecify.annotations.NullMarked;
