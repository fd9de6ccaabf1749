/** Commands that ask the public HTTP API. */
@NullMarked
package io.penstock.app.cli.api;

import org.jspecify.annotations.NullMarked;
