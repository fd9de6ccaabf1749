package io.penstock.app.bench;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import io.penstock.app.cli.LedgerCommand;
import io.penstock.app.local.Infrastructure;
import io.penstock.app.local.LocalPenstock;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.audit.AuditReport;
import io.penstock.benchmarks.SettlementTraffic;
import io.penstock.benchmarks.Traffic;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A settlement report, uploaded twice to everything that {@code up} starts: the first time each
 * line finds its case, the second time nothing may change.
 */
final class SettlementsBenchmark {
  /** Of strangers: waiting for the usual minute would measure the minute. */
  private static final String PATIENCE_SECONDS = "5";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);
  private static final long TICK_MS = 50;
  private static final String CLEARING = "psp:" + SettlementTraffic.PSP + ":USD";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private final SettlementTraffic traffic;
  private final Path directory;
  private final Progress progress;

  SettlementsBenchmark(int lines, Path directory, Progress progress) {
    this.traffic =
        new SettlementTraffic(
            lines, Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS));
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * How long an upload took, from its first byte, in milliseconds.
   *
   * @param answeredMs until the door had answered: every line is in Kafka
   * @param comparedMs until every case stood as it should in the views
   * @param atRestMs until nothing of it was under way: the ledger has booked it, and views and
   *     Postgres show it
   * @param answer what the door said
   */
  record Upload(long answeredMs, long comparedMs, long atRestMs, JsonNode answer) {}

  /**
   * Both uploads.
   *
   * @param bytes of the report
   * @param cases how many there were, each the same after both
   */
  record Result(long bytes, Upload first, Upload second, int cases) {}

  /**
   * Measures.
   *
   * @throws CommandFailure if a case, a balance or the ledger is not as it must be
   */
  Result run() throws Exception {
    try (Opened opened = new Opened()) {
      PenstockConfig config =
          PenstockConfig.from(System.getenv(), null)
              .with(Map.of(Setting.RECONCILIATION_PATIENCE_SECONDS, PATIENCE_SECONDS));
      var penstock = LocalPenstock.startAnywhere(config, directory.resolve("up"), opened, progress);
      Infrastructure parts = penstock.result();
      ApiClient api = opened.add(new ApiClient(penstock.ports().api()));
      UnreadRecords unread =
          opened.add(
              new UnreadRecords(parts.kafka().bootstrapServers(), parts.postgres().jdbcUrl()));
      return run(parts, api, unread);
    }
  }

  private Result run(Infrastructure parts, ApiClient api, UnreadRecords unread) throws Exception {
    capture(parts, api);
    progress.step("captures", () -> atRest(unread));
    Path report = directory.resolve("report.csv");
    Files.writeString(report, traffic.report());

    Upload first = upload(api, unread, report, "first");
    Standing after = standing(parts, api);
    require("balance of " + CLEARING, -traffic.unsettledMinor(), after.clearingMinor());
    require("ledger is clean", true, after.audit().clean());

    Upload second = upload(api, unread, report, "second");
    Standing again = standing(parts, api);
    require("cases after the second upload", after.cases(), again.cases());
    require("balance of " + CLEARING, after.clearingMinor(), again.clearingMinor());
    require("entries of the ledger", after.audit().journals(), again.audit().journals());
    return new Result(Files.size(report), first, second, after.cases().size());
  }

  /** The payments are told as their topology tells them, and the ledger has their sum. */
  private void capture(Infrastructure parts, ApiClient api) throws Exception {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            parts.kafka().bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG,
            5);
    AvroSerializer values = new AvroSerializer(SchemaRegistry.at(parts.registry().url()));
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), values)) {
      int partitions = producer.partitionsFor(Topics.PAYMENT_EVENTS.name()).size();
      List<Future<RecordMetadata>> sent =
          traffic
              .captures()
              .map(
                  event ->
                      producer.send(
                          Traffic.record(
                              Topics.PAYMENT_EVENTS, Keys.paymentEvent(event), event, partitions)))
              .toList();
      for (Future<RecordMetadata> each : sent) {
        var _ = each.get();
      }
    }
    var merchant = JsonNodeFactory.instance.objectNode();
    merchant.put("account_id", "bench-merchant").put("owner_id", "bench-merchant");
    create(api, path("accounts"), merchant.put("type", "merchant").put("currency", "USD"));
    var sum = JsonNodeFactory.instance.objectNode();
    sum.put("debit_account_id", CLEARING).put("credit_account_id", "bench-merchant");
    create(
        api, path("transfers"), sum.put("amount", traffic.capturedMinor()).put("currency", "USD"));
  }

  private static void create(ApiClient api, String path, ObjectNode body) {
    ApiAnswer answer = api.write("POST", path, body, "bench" + path, ANSWER_WAIT);
    require(path + ": " + answer.text(), CREATED, answer.status());
  }

  private Upload upload(ApiClient api, UnreadRecords unread, Path report, String key)
      throws Exception {
    long start = System.nanoTime();
    ApiAnswer answer = api.upload(path("settlement-reports"), report, "text/csv", key);
    long answeredMs = since(start).toMillis();
    require("status: " + answer.text(), ACCEPTED, answer.status());
    require("lines refused", 0L, answer.body().path("refused_count").asLong());
    progress.tell("%s upload: answered after %d ms".formatted(key, answeredMs));
    await("every case to be decided", () -> missing(api));
    long comparedMs = since(start).toMillis();
    progress.tell("%s upload: compared after %d ms".formatted(key, comparedMs));
    boolean _ = atRest(unread);
    long atRestMs = since(start).toMillis();
    progress.tell("%s upload: at rest after %d ms".formatted(key, atRestMs));
    return new Upload(answeredMs, comparedMs, atRestMs, answer.body());
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private boolean atRest(UnreadRecords unread) throws Exception {
    await("all to be read", unread::find);
    return true;
  }

  /** What differs between the sums of the views and what has to come out; empty: nothing. */
  private Optional<String> missing(ApiClient api) {
    Map<String, Long> counts = new HashMap<>();
    for (JsonNode total :
        api.get(path("reconciliation", "summary"), Map.of()).body().path("totals")) {
      counts.merge(total.path("status").asText(), total.path("count").asLong(), Long::sum);
    }
    counts.values().removeIf(count -> count == 0);
    return counts.equals(traffic.findings()) ? Optional.empty() : Optional.of(counts.toString());
  }

  /** What must be the same after the second upload. */
  private record Standing(List<String> cases, long clearingMinor, AuditReport audit) {}

  private Standing standing(Infrastructure parts, ApiClient api) throws Exception {
    AuditReport audit =
        LedgerCommand.reader(parts.kafka().bootstrapServers(), parts.registry().url(), progress)
            .audit(ANSWER_WAIT);
    ApiAnswer clearing = api.get(path("accounts", CLEARING), Map.of());
    return new Standing(cases(api), clearing.body().at("/balances/posted").asLong(), audit);
  }

  /** Every case with its version, as the views' table says. */
  private static List<String> cases(ApiClient api) {
    List<String> cases = new ArrayList<>();
    ApiAnswer part = api.csv(path("reconciliation"), Map.of());
    while (true) {
      require("status of the cases", 200, part.status());
      part.text().lines().skip(1).forEach(cases::add);
      if (part.next() == null) {
        Collections.sort(cases);
        return cases;
      }
      part = api.csv(part.next(), Map.of());
    }
  }

  @FunctionalInterface
  private interface Condition {
    /** What it still waits for. */
    Optional<String> lacks() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long start = System.nanoTime();
    for (Optional<String> lack = condition.lacks(); lack.isPresent(); lack = condition.lacks()) {
      if (since(start).compareTo(LONGEST_WAIT) > 0) {
        throw new CommandFailure("waited in vain for " + what + ": " + lack.get());
      }
      TimeUnit.MILLISECONDS.sleep(TICK_MS);
    }
  }

  private static void require(String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      throw new CommandFailure(
          "%s: expected %s, found %s".formatted(what, shown(expected), shown(found)));
    }
  }

  private static String shown(Object thing) {
    String text = thing.toString();
    return text.length() > 500 ? text.substring(0, 500) + " …" : text;
  }
}
