@NullMarked
package io.penstock.http;

import org.jspecify.annotations.NullMarked;
