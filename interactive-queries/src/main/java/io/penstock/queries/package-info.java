/** Views of committed facts, and the HTTP routes that read them. */
@NullMarked
package io.penstock.queries;

import org.jspecify.annotations.NullMarked;
