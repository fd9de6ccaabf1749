/** Routes, and what happens around every call. */
@NullMarked
package io.penstock.psp.simulator.http;

import org.jspecify.annotations.NullMarked;
