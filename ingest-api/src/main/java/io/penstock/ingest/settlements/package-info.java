/** Settlement reports, and what people resolve about reconciliation cases. */
@NullMarked
package io.penstock.ingest.settlements;

import org.jspecify.annotations.NullMarked;
