/**
 * What the door asks of committed facts, how fresh a read must be, and facts as clients see them.
 */
@NullMarked
package io.penstock.views;

import org.jspecify.annotations.NullMarked;
