/** Clients of other languages against the running program. */
@NullMarked
package io.penstock.clients;

import org.jspecify.annotations.NullMarked;
