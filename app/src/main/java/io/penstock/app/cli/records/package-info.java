/** Commands that read and write tables of the catalogue. */
@NullMarked
package io.penstock.app.cli.records;

import org.jspecify.annotations.NullMarked;
