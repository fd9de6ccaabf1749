package io.penstock.schemas.serde;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** The registry of one process that counts how often it is asked. */
final class CountingRegistry implements SchemaRegistry {
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final AtomicInteger questions = new AtomicInteger();

  int questions() {
    return questions.get();
  }

  @Override
  public int register(String subject, Schema schema) {
    return registry.register(subject, schema);
  }

  @Override
  public int idOf(String subject, Schema schema) {
    questions.incrementAndGet();
    return registry.idOf(subject, schema);
  }

  @Override
  public Schema byId(int id) {
    questions.incrementAndGet();
    return registry.byId(id);
  }
}
