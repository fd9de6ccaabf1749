/** Tests of the whole program. */
@NullMarked
package io.penstock.app;

import org.jspecify.annotations.NullMarked;
