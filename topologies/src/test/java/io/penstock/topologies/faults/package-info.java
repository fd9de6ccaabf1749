/** What a topology commits of a record that made it fail: nothing. */
@NullMarked
package io.penstock.topologies.faults;

import org.jspecify.annotations.NullMarked;
