/** A request's body, headers and idempotency key, as every call reads them. */
@NullMarked
package io.penstock.ingest.requests;

import org.jspecify.annotations.NullMarked;
