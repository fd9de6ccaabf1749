@NullMarked
package io.penstock.app.topics;

import org.jspecify.annotations.NullMarked;
