/** Tests with the real services. */
@NullMarked
package io.penstock.embedded.postgres;

import org.jspecify.annotations.NullMarked;
