/** What the views have forgotten, read from the tables that the sinks fill. */
@NullMarked
package io.penstock.queries.postgres;

import org.jspecify.annotations.NullMarked;
