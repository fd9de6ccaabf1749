/** Committed facts as rows of Postgres: rows and consumed offsets commit together. */
@NullMarked
package io.penstock.sinks;

import org.jspecify.annotations.NullMarked;
