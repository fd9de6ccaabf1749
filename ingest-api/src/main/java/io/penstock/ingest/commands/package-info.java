/** Commands on their way to Kafka, and what the committed views say became of them. */
@NullMarked
package io.penstock.ingest.commands;

import org.jspecify.annotations.NullMarked;
