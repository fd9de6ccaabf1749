/** How fast the ledger is, beside a yardstick that ran in the same minute on the same broker. */
@NullMarked
package io.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
