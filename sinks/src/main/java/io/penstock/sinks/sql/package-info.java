/** Rows in bulk: what only grows, and what holds the latest state of each thing. */
@NullMarked
package io.penstock.sinks.sql;

import org.jspecify.annotations.NullMarked;
