/** Facts as rows of Postgres' tables, the same for whoever writes and whoever reads them. */
@NullMarked
package io.penstock.schemas.tables;

import org.jspecify.annotations.NullMarked;
