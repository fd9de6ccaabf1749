/** The codes that problems and refused outcomes bear. */
@NullMarked
package io.penstock.schemas.http;

import org.jspecify.annotations.NullMarked;
