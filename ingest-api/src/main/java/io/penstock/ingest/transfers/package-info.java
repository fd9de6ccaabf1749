/** Calls that move, hold and reverse money, one by one and in batches. */
@NullMarked
package io.penstock.ingest.transfers;

import org.jspecify.annotations.NullMarked;
