@NullMarked
package io.penstock.psp;

import org.jspecify.annotations.NullMarked;
