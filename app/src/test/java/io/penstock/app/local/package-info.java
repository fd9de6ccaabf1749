@NullMarked
package io.penstock.app.local;

import org.jspecify.annotations.NullMarked;
