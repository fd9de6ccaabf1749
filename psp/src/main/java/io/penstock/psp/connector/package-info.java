/** What every connector to a payment service provider can do, and how it answers. */
@NullMarked
package io.penstock.psp.connector;

import org.jspecify.annotations.NullMarked;
