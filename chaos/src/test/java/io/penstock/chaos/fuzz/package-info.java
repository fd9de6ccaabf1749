/** Tests of the fuzzer: that it repeats itself, and that it sees what is wrong. */
@NullMarked
package io.penstock.chaos.fuzz;

import org.jspecify.annotations.NullMarked;
