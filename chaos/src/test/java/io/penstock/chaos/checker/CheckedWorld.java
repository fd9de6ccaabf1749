package io.penstock.chaos.checker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.audit.Fact;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker, a Postgres, and the answers of registry, instance and PSP as a test wants them. */
final class CheckedWorld implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String TABLES =
      """
      CREATE TABLE ledger_entries (journal_partition integer, sequence bigint, account_id text,
        signed_minor bigint);
      CREATE TABLE accounts (account_id text, shard integer, version bigint, posted_minor bigint,
        debits_pending_minor bigint);
      CREATE TABLE payments (payment_id text, status text, sequence bigint,
        amount_captured_minor bigint, amount_refunded_minor bigint);
      """;

  private final EmbeddedKafka kafka;
  private final EmbeddedPostgres postgres;
  private final HttpServer http;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  CheckedWorld(Path directory) throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), HOST, 0);
    postgres = EmbeddedPostgres.start(directory.resolve("postgres"), HOST, 0);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
    for (int i = 0; i < Recorded.SCHEMAS.size(); i++) {
      ObjectNode schema = json.createObjectNode();
      schema.put("schema", Recorded.SCHEMAS.get(i).toString());
      answers.put("/schemas/ids/" + (i + 1), schema.toString());
    }
    answers.put("/v1/charges", "{\"data\": [], \"has_more\": false}");
    sql(TABLES);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              Checker.TYPES.keySet().stream()
                  .map(name -> new NewTopic(name, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  Places places() {
    String url = "http://" + HOST + ":" + http.getAddress().getPort();
    return new Places(
        kafka.bootstrapServers(),
        url,
        postgres.jdbcUrl(),
        List.of(URI.create(url)),
        URI.create(url),
        "key");
  }

  void sql(String statement) throws SQLException {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  void answers(String path, String body) {
    answers.put(path, body);
  }

  /** An account as an instance shows it. */
  void shows(String account, long version, long posted) {
    answers(
        "/accounts/" + account,
        "{\"version\": %d, \"balances\": {\"posted\": %d}}".formatted(version, posted));
  }

  void produce(List<Fact> facts) {
    try (var producer = producer()) {
      for (Fact fact : facts) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    fact.topic(),
                    0,
                    fact.key().getBytes(StandardCharsets.UTF_8),
                    fact.bytes().array()));
      }
    }
  }

  void produce(String topic, byte @Nullable [] value) {
    try (var producer = producer()) {
      var _ = producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, value));
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = answers.get(exchange.getRequestURI().getPath());
    byte[] bytes = (body == null ? "{}" : body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    kafka.close();
    postgres.close();
  }
}
