/** The life of a process: what it has opened, its log, its progress and how it ends. */
@NullMarked
package io.penstock.app.process;

import org.jspecify.annotations.NullMarked;
