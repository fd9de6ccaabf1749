/** Tests with the real services. */
@NullMarked
package io.penstock.embedded;

import org.jspecify.annotations.NullMarked;
