/** Tests of the client. */
@NullMarked
package io.penstock.app.api;

import org.jspecify.annotations.NullMarked;
