/** A schema registry beside this process. */
@NullMarked
package io.penstock.embedded.registry;

import org.jspecify.annotations.NullMarked;
