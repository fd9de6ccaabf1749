/** Records that could not be taken: found, looked at, and sent again once the fault is mended. */
@NullMarked
package io.penstock.app.cli.deadletters;

import org.jspecify.annotations.NullMarked;
