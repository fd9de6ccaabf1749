@NullMarked
package io.penstock.queries.store;

import org.jspecify.annotations.NullMarked;
