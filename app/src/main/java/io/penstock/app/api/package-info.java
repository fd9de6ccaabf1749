/** The public HTTP API, as its own command line uses it. */
@NullMarked
package io.penstock.app.api;

import org.jspecify.annotations.NullMarked;
