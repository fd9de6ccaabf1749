@NullMarked
package io.penstock.queries.postgres;

import org.jspecify.annotations.NullMarked;
