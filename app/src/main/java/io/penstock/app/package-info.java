/** The composition root: every role in one program, and its command line. */
@NullMarked
package io.penstock.app;

import org.jspecify.annotations.NullMarked;
