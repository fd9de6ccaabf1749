/** State stores: their catalogue, and tables that forget by themselves. */
@NullMarked
package io.penstock.streams.stores;

import org.jspecify.annotations.NullMarked;
