/** Which facts fill which table, and what must hold of them before. */
@NullMarked
package io.penstock.sinks.tables;

import org.jspecify.annotations.NullMarked;
