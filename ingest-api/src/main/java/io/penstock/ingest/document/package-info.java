/** The OpenAPI document and the page that shows it. */
@NullMarked
package io.penstock.ingest.document;

import org.jspecify.annotations.NullMarked;
