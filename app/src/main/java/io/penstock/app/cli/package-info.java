/** The command line: commands, their common options, tables and failures. */
@NullMarked
package io.penstock.app.cli;

import org.jspecify.annotations.NullMarked;
