/** The wire contract: what travels over topics and HTTP, and where it is found. */
@NullMarked
package io.penstock.schemas;

import org.jspecify.annotations.NullMarked;
