/** Records as facts, and those that will never be rows. */
@NullMarked
package io.penstock.sinks.records;

import org.jspecify.annotations.NullMarked;
