/** What is measured and proved on this machine: benchmarks, chaos, odd requests. */
@NullMarked
package io.penstock.app.bench;

import org.jspecify.annotations.NullMarked;
