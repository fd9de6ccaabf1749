package io.penstock.clients;

import io.javalin.Javalin;
import io.penstock.ingest.IngestRoutes;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.queries.facts.RemoteViews;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.views.CommittedViews;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The OpenAPI document under others' linter, and its page in a browser. */
@ExtendWith(ForeignTools.class)
class ApiDocumentTest {

  /** The door alone: its description of itself needs no Kafka. */
  private static final String NOWHERE = "memory://nowhere";

  @TestFactory
  Stream<DynamicTest> theDocumentIsGoodAndCanBeRead() throws Exception {
    try (CommandProducer producer = new CommandProducer("127.0.0.1:9", NOWHERE);
        RemoteViews views = new RemoteViews(URI.create("http://127.0.0.1:9"))) {
      CommittedViews nobody = views.answers(SchemaRegistry.at(NOWHERE));
      IngestRoutes routes = new IngestRoutes(producer, nobody, "0.0.0-test");
      Javalin door = Javalin.create(config -> routes.addTo(config.routes)).start("127.0.0.1", 0);
      try {
        String address = "http://127.0.0.1:" + door.port();
        return NodeScript.tests("document.mjs", Map.of("PENSTOCK_HTTP", address));
      } finally {
        door.stop();
      }
    }
  }
}
