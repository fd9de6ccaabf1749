/**
 * What every HTTP listener of Penstock shares: errors as problems, request ids, bounds, and the
 * guard against card numbers.
 */
@NullMarked
package io.penstock.http;

import org.jspecify.annotations.NullMarked;
