/** A Postgres server beside this process. */
@NullMarked
package io.penstock.embedded.postgres;

import org.jspecify.annotations.NullMarked;
