package io.penstock.topologies.flows;

import io.penstock.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Addresses what a flow says. */
@FunctionalInterface
public interface Outbox {
  Address addressOf(SpecificRecord output);

  /** Topic and key. */
  record Address(Topic<?> topic, String key) {}
}
