/** Pure rules of the ledger: no Kafka, HTTP or SQL. */
@NullMarked
package io.penstock.domain;

import org.jspecify.annotations.NullMarked;
