/** Look-ups of committed facts, wherever their partition is served and however old they are. */
@NullMarked
package io.penstock.queries.facts;

import org.jspecify.annotations.NullMarked;
