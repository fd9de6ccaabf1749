/** Tables of committed facts, one for each topic, and who waits for their rows. */
@NullMarked
package io.penstock.queries.store;

import org.jspecify.annotations.NullMarked;
