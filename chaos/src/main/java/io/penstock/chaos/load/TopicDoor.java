package io.penstock.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.chaos.checker.Api;
import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A client that writes Avro commands to the topics. */
final class TopicDoor implements AutoCloseable {
  private static final String ACCOUNTS = "accounts.commands";
  private static final String TRANSFERS = "transfers.requested";
  private static final String PAYMENTS = "payments.commands";

  private final KafkaProducer<byte[], byte[]> producer;
  private final String registryUrl;
  private final Api api;
  private final Map<String, AvroForm> forms = new HashMap<>();
  private final Consumer<Acknowledged> promises;
  private final Tally tally;

  TopicDoor(
      String bootstrapServers,
      String registryUrl,
      Api api,
      Consumer<Acknowledged> promises,
      Tally tally) {
    this.registryUrl = registryUrl;
    this.api = api;
    this.promises = promises;
    this.tally = tally;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "chaos-load",
                "acks", "all",
                "linger.ms", "5",
                // Outlasts a broker that is killed and comes back.
                "delivery.timeout.ms", "180000",
                "request.timeout.ms", "15000",
                "max.block.ms", "180000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Produces it; what the broker acknowledges is promised. */
  void send(Operation operation, boolean onAnyPartition) throws IOException, InterruptedException {
    String topic = topic(operation);
    byte[] value = form(topic, operation).encode();
    byte[] key = key(operation).getBytes(StandardCharsets.UTF_8);
    Integer partition =
        onAnyPartition
            ? ThreadLocalRandom.current().nextInt(producer.partitionsFor(topic).size())
            : null;
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (where, failure) -> acknowledged(operation, where, failure));
  }

  void flush() {
    producer.flush();
  }

  private void acknowledged(
      Operation operation, RecordMetadata where, @Nullable Exception failure) {
    if (failure != null) {
      tally.unanswered.incrementAndGet();
      return;
    }
    tally.acknowledged.incrementAndGet();
    switch (operation) {
      case Operation.Open _, Operation.Transfer _, Operation.Resolve _, Operation.Pay _ ->
          promises.accept(new Acknowledged(operation, null, where + " offset " + where.offset()));
      case Operation.Capture _, Operation.Cancel _, Operation.GiveBack _ -> {}
    }
  }

  private static String topic(Operation operation) {
    return switch (operation) {
      case Operation.Open _ -> ACCOUNTS;
      case Operation.Transfer _, Operation.Resolve _ -> TRANSFERS;
      case Operation.Pay _, Operation.Capture _, Operation.Cancel _, Operation.GiveBack _ ->
          PAYMENTS;
    };
  }

  private static String key(Operation operation) {
    return switch (operation) {
      case Operation.Open it -> it.account();
      case Operation.Transfer it -> it.scope();
      case Operation.Resolve it -> it.hold().scope();
      case Operation.Pay it -> it.id();
      case Operation.Capture it -> it.payment().id();
      case Operation.Cancel it -> it.payment().id();
      case Operation.GiveBack it -> it.payment().id();
    };
  }

  private AvroForm form(String topic, Operation operation)
      throws IOException, InterruptedException {
    AvroForm form = empty(topic).set("request_id", UUID.randomUUID().toString());
    switch (operation) {
      case Operation.Open it -> open(form, it);
      case Operation.Transfer it -> transfer(form, it);
      case Operation.Resolve it ->
          form.set("transfer_id", it.id())
              .set("kind", it.kind())
              .set("debit_account_id", it.hold().debit())
              .set("currency", it.hold().currency())
              .set("pending_id", it.hold().id())
              .set("amount_minor", it.amount());
      case Operation.Pay it -> pay(form, it);
      case Operation.Capture it ->
          form.set("payment_id", it.payment().id())
              .set("action", "CAPTURE")
              .set("amount_minor", it.amount())
              .set("command_id", it.id());
      case Operation.Cancel it ->
          form.set("payment_id", it.payment().id())
              .set("action", "CANCEL")
              .set("command_id", it.id());
      case Operation.GiveBack it ->
          form.set("payment_id", it.payment().id())
              .set("action", "REFUND")
              .set("amount_minor", it.amount())
              .set("refund_id", it.id());
    }
    return form;
  }

  /** By the latest schema of the topic, as the registry tells any client. */
  private synchronized AvroForm empty(String topic) throws IOException, InterruptedException {
    AvroForm known = forms.get(topic);
    if (known == null) {
      JsonNode found =
          api.get(URI.create(registryUrl + "/subjects/" + topic + "-value/versions/latest"))
              .found()
              .orElseThrow(() -> new IOException("no schema of " + topic));
      Schema schema = new Schema.Parser().parse(found.path("schema").asText());
      known = new AvroForm(found.path("id").asInt(), schema);
      forms.put(topic, known);
    }
    return known.empty();
  }

  private static void open(AvroForm form, Operation.Open it) {
    form.set("command_id", it.id())
        .set("account_id", it.account())
        .set("action", "OPEN")
        .set(
            "opening",
            form.child("opening")
                .set("owner_id", it.account())
                .set("type", it.type().toUpperCase(java.util.Locale.ROOT))
                .set("currency", it.currency())
                .build());
  }

  private static void transfer(AvroForm form, Operation.Transfer it) {
    form.set("transfer_id", it.id())
        .set("kind", it.kind())
        .set("debit_account_id", it.debit())
        .set("currency", it.currency())
        .set("timeout_seconds", it.timeoutSeconds() == null ? null : (long) it.timeoutSeconds())
        .list(
            "credits",
            form.child("credits").set("account_id", it.credit()).set("amount_minor", it.amount()));
  }

  private static void pay(AvroForm form, Operation.Pay it) {
    form.set("payment_id", it.id())
        .set("action", "CREATE")
        .set(
            "creation",
            form.child("creation")
                .set("payer_account_id", it.payer())
                .set("merchant_id", it.merchant())
                .set("amount_minor", it.amount())
                .set("currency", it.currency())
                .set("funding", it.token() == null ? "WALLET" : "CARD")
                .set("token", it.token())
                .set("capture", it.isManual() ? "MANUAL" : "AUTOMATIC")
                .build());
  }

  @Override
  public void close() {
    producer.close();
  }
}
