/** Clients at both doors: what they ask for follows from a seed. */
@NullMarked
package io.penstock.chaos.load;

import org.jspecify.annotations.NullMarked;
