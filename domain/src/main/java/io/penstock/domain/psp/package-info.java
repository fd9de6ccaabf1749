/** What PSPs can and cannot do with money. Pure rules. */
@NullMarked
package io.penstock.domain.psp;

import org.jspecify.annotations.NullMarked;
