@NullMarked
package io.penstock.app.deadletters;

import org.jspecify.annotations.NullMarked;
