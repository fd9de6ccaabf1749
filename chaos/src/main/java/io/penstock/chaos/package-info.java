/** Penstock's processes under load and faults: what {@code penstock chaos} runs. */
@NullMarked
package io.penstock.chaos;

import org.jspecify.annotations.NullMarked;
