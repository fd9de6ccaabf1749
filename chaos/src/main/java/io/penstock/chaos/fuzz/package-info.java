/** Malformed, odd and hostile requests at the HTTP door, and a model of what they may move. */
@NullMarked
package io.penstock.chaos.fuzz;

import org.jspecify.annotations.NullMarked;
