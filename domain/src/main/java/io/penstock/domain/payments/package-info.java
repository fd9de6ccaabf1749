/** The life of a payment: authorised, screened, captured, booked, refunded. Pure rules. */
@NullMarked
package io.penstock.domain.payments;

import org.jspecify.annotations.NullMarked;
