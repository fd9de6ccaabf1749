@NullMarked
package io.penstock.app.roles;

import org.jspecify.annotations.NullMarked;
