@org.jspecify.annotations.NullUnmarked
package io.penstock.domain.transfers;
