@NullMarked
package io.penstock.chaos.checker;

import org.jspecify.annotations.NullMarked;
