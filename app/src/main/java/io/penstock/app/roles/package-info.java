/** The parts that a process can play, and the process that plays them. */
@NullMarked
package io.penstock.app.roles;

import org.jspecify.annotations.NullMarked;
