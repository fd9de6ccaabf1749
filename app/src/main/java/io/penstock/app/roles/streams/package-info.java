/** Running a topology, by the broker's time. */
@NullMarked
package io.penstock.app.roles.streams;

import org.jspecify.annotations.NullMarked;
