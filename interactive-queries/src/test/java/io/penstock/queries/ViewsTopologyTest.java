package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.queries.store.OwnedStores;
import io.penstock.queries.store.ViewsTopology;
import io.penstock.queries.store.Waiters;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewsTopologyTest {

  @Test
  void looksAsItIsKept() throws IOException {
    String description =
        ViewsTopology.build(new OwnedStores(), new Waiters(), Retention.DEFAULT)
            .describe()
            .toString();

    try (InputStream golden = getClass().getResourceAsStream("/views-topology.txt")) {
      String kept =
          new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(lines(description)).isEqualTo(lines(kept));
    }
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void keepsNothingTwiceInKafka(@TempDir Path dir) throws Exception {
    try (ViewsNode node = ViewsNode.start(dir, "topics").awaitReady();
        Admin admin = Admin.create(Map.of("bootstrap.servers", Broker.bootstrapServers()))) {
      node.get("/accounts/world:USD").json();

      assertThat(admin.listTopics().names().get())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Topics.ALL.stream().map(Topic::name),
                      Stream.of(Topics.VIEWS_DEAD_LETTERS, Topics.SINKS_DEAD_LETTERS))
                  .toList());
    }
  }
}
