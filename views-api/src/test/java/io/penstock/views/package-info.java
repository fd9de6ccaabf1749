@NullMarked
package io.penstock.views;

import org.jspecify.annotations.NullMarked;
