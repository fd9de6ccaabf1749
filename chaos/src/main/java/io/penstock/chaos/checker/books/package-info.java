/** Folds of the facts, and what each of them finds wrong. */
@NullMarked
package io.penstock.chaos.checker.books;

import org.jspecify.annotations.NullMarked;
