@NullMarked
package io.penstock.domain.fraud;

import org.jspecify.annotations.NullMarked;
