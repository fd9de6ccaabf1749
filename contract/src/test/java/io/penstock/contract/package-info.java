/** Holds what the running program answers against the OpenAPI document that it serves. */
@NullMarked
package io.penstock.contract;

import org.jspecify.annotations.NullMarked;
