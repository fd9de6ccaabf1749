/** What every HTTP door of Penstock shares: ids and errors. No server is on its class path. */
@NullMarked
package io.penstock.schemas.http;

import org.jspecify.annotations.NullMarked;
