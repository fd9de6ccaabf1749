/** Rules that screen payments for fraud: pure, named, versioned, configured. */
@NullMarked
package io.penstock.domain.fraud;

import org.jspecify.annotations.NullMarked;
