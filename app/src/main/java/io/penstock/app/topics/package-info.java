/** The catalogue's topics and schemas on a cluster. */
@NullMarked
package io.penstock.app.topics;

import org.jspecify.annotations.NullMarked;
