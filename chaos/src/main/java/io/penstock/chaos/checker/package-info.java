/**
 * The checker: reads topics, tables and APIs raw, in one thread, and knows nothing of the product's
 * code.
 */
@NullMarked
package io.penstock.chaos.checker;

import org.jspecify.annotations.NullMarked;
