/** The processes of a run: brokers, registry, Postgres, PSP and instances of Penstock. */
@NullMarked
package io.penstock.chaos.world;

import org.jspecify.annotations.NullMarked;
