@NullMarked
package io.penstock.queries.json;

import org.jspecify.annotations.NullMarked;
