@NullMarked
package io.penstock.queries;

import org.jspecify.annotations.NullMarked;
