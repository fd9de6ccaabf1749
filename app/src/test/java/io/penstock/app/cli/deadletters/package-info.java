@NullMarked
package io.penstock.app.cli.deadletters;

import org.jspecify.annotations.NullMarked;
