@NullMarked
package io.penstock.app.settings;

import org.jspecify.annotations.NullMarked;
