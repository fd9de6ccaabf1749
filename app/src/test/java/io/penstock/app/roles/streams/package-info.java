@NullMarked
package io.penstock.app.roles.streams;

import org.jspecify.annotations.NullMarked;
