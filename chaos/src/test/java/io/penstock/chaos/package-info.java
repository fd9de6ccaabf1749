@NullMarked
package io.penstock.chaos;

import org.jspecify.annotations.NullMarked;
