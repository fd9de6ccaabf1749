@org.jspecify.annotations.NullMarked
package io.penstock.topologies.payments;
