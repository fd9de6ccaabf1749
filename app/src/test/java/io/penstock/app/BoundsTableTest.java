package io.penstock.app;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.CatalogueTopic;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.queries.store.View;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.streams.StreamsSettings;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import io.penstock.topologies.reconciliation.ReconciliationTopology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/bounds.md says of every topic and store what the code does. */
@Timeout(60)
class BoundsTableTest {
  private static final Path DOCUMENT = Path.of("../docs/bounds.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\|([^|]*)\\|$", Pattern.MULTILINE);

  private final Map<String, MatchResult> topics = rows("## Topics");
  private final Map<String, MatchResult> stores = rows("## Stores of the topologies");
  private final Map<String, MatchResult> views = rows("## Stores of the views");

  @Test
  void namesEveryTopicAndHowLongItIsKept() {
    Map<String, String> expected =
        CatalogueTopic.all(4, (short) 1, Retention.DEFAULT).stream()
            .collect(toMap(CatalogueTopic::name, BoundsTableTest::kept));

    assertThat(topics.values().stream().collect(toMap(row -> row.group(1), row -> row.group(3))))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void namesTheSettingThatATopicFollows() {
    Retention other = new Retention(Duration.ofDays(50), Duration.ofDays(500));
    for (CatalogueTopic topic : CatalogueTopic.all(4, (short) 1, other)) {
      long days = Duration.ofMillis(topic.retentionMillis()).toDays();
      String setting = requireNonNull(topics.get(topic.name())).group(4);

      assertThat(setting.contains(Setting.ID_RETENTION_DAYS.key()))
          .as(topic.name())
          .isEqualTo(days == 51);
      assertThat(setting.contains(Setting.HISTORY_RETENTION_DAYS.key()))
          .as(topic.name())
          .isEqualTo(days == 501);
      assertThat(setting.contains(Setting.KEEP_READ_SECONDS.key()))
          .as(topic.name())
          .isEqualTo(isDeletedOnceRead(topic));
    }
  }

  @Test
  void namesEveryStoreOfEveryTopology() {
    Set<String> expected = new HashSet<>();
    for (Consumer<StreamsBuilder> topology : topologies()) {
      StreamsBuilder builder = StreamsSettings.builder(StreamsSettings.of("x", "memory://x", "d"));
      topology.accept(builder);
      Pattern.compile("stores: \\[([^]]*)]")
          .matcher(builder.build().describe().toString())
          .results()
          .flatMap(found -> Arrays.stream(found.group(1).split(", ")))
          .filter(name -> !name.isEmpty())
          .forEach(expected::add);
    }

    assertThat(stores.keySet()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void saysHowLongAStoreThatForgetsRemembers() {
    Map<String, String> expected =
        StoreCatalogue.expiring(Retention.DEFAULT).values().stream()
            .flatMap(Collection::stream)
            .collect(toMap(ExpiringStore::name, BoundsTableTest::kept));
    Map<String, String> said = new HashMap<>();
    stores.forEach(
        (name, row) -> {
          if (row.group(2).startsWith("segments of ")) {
            said.put(name, row.group(2) + ": " + row.group(3));
          }
        });

    assertThat(said).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void saysHowLongTheViewsRemember() {
    Map<String, String> expected = new HashMap<>();
    for (View view : View.values()) {
      expected.put(view.storeName(), kept(view.keptFor(Retention.DEFAULT)));
    }

    assertThat(views.values().stream().collect(toMap(row -> row.group(1), row -> row.group(3))))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void namesTheSettingThatAViewFollows() {
    Retention other = new Retention(Duration.ofDays(50), Duration.ofDays(500));
    for (View view : View.values()) {
      String store = view.storeName();
      long days = view.keptFor(other).toDays();
      String setting = requireNonNull(views.get(store)).group(4);

      assertThat(setting.contains(Setting.ID_RETENTION_DAYS.key())).as(store).isEqualTo(days == 51);
      assertThat(setting.contains(Setting.HISTORY_RETENTION_DAYS.key()))
          .as(store)
          .isEqualTo(days == 501);
    }
  }

  @Test
  void everySettingItNamesExists() throws Exception {
    Set<String> named =
        Pattern.compile("PENSTOCK_[A-Z_]+")
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(MatchResult::group)
            .collect(toSet());

    assertThat(Arrays.stream(Setting.values()).map(Setting::key)).containsAll(named);
  }

  private static List<Consumer<StreamsBuilder>> topologies() {
    return List.of(
        builder -> BalancesTopology.build(builder, 1),
        builder ->
            PaymentsTopology.build(builder, 1, PaymentRules.DEFAULT, new SimpleMeterRegistry()),
        builder ->
            FraudTopology.build(builder, 1, FraudRulesFile.defaults(), new SimpleMeterRegistry()),
        builder ->
            ReconciliationTopology.build(
                builder,
                ReconciliationRules.DEFAULT,
                Retention.DEFAULT.history(),
                new SimpleMeterRegistry()));
  }

  private static String kept(CatalogueTopic topic) {
    if (isDeletedOnceRead(topic)) {
      return Setting.KEEP_READ_SECONDS.defaultValue().orElseThrow().equals("604800")
          ? "until read, at least 7 days"
          : "?";
    }
    return kept(Duration.ofMillis(topic.retentionMillis()));
  }

  private static String kept(Duration kept) {
    if (kept.isNegative()) {
      return "for ever";
    }
    return kept.toDays() == 0 ? kept.toHours() + " hour" : kept.toDays() + " days";
  }

  private static boolean isDeletedOnceRead(CatalogueTopic topic) {
    return Topics.ALL.stream()
        .filter(known -> known.cleanup() == Topic.Cleanup.DELETED_ONCE_READ)
        .anyMatch(known -> known.name().equals(topic.name()));
  }

  private static String kept(ExpiringStore<?> store) {
    return "segments of %d days: %d to %d days"
        .formatted(
            store.segment().toDays(),
            store.retention().toDays(),
            store.retention().plus(store.segment()).toDays());
  }

  private static Map<String, MatchResult> rows(String heading) {
    try {
      String text = Files.readString(DOCUMENT);
      int from = text.indexOf(heading);
      int to = text.indexOf("\n## ", from + 1);
      return ROW.matcher(text.substring(from, to < 0 ? text.length() : to))
          .results()
          .collect(toMap(row -> row.group(1), row -> row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
