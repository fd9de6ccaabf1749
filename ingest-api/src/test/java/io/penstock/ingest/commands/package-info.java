@NullMarked
package io.penstock.ingest.commands;

import org.jspecify.annotations.NullMarked;
