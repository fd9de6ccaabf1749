@NullMarked
package io.penstock.sinks;

import org.jspecify.annotations.NullMarked;
