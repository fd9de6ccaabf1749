/**
 * What whoever reads topics runs with: settings, guards, dead letters, the offsets to start from.
 */
@NullMarked
package io.penstock.streams;

import org.jspecify.annotations.NullMarked;
