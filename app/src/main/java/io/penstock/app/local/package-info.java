/** Everything on this machine, and the parts of it that can run alone. */
@NullMarked
package io.penstock.app.local;

import org.jspecify.annotations.NullMarked;
