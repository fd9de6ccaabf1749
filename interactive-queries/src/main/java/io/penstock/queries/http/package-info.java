/** The routes that read the views: their parameters, pages and cursors. */
@NullMarked
package io.penstock.queries.http;

import org.jspecify.annotations.NullMarked;
