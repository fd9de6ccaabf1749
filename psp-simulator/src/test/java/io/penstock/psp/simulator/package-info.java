@NullMarked
package io.penstock.psp.simulator;

import org.jspecify.annotations.NullMarked;
