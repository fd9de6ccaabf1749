package io.penstock.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.reconciliation.Resolutions;
import io.penstock.ingest.commands.Answer;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the door, in one small server: it reads the command topics with the ledger's
 * rules and answers what the views are asked. It can be told to hold commands back.
 */
final class LedgerAndViews implements AutoCloseable {
  static final int PARTITIONS = 4;
  private static final List<Topic<?>> READ =
      List.of(
          Topics.ACCOUNT_COMMANDS,
          Topics.TRANSFERS_REQUESTED,
          Topics.PAYMENT_COMMANDS,
          Topics.SETTLEMENTS_REPORTED,
          Topics.RECONCILIATION_COMMANDS,
          Topics.IDEMPOTENCY_ANSWERS);

  private final PlainLedger ledger = new PlainLedger();
  final PlainPayments payments = new PlainPayments();
  private final Map<String, ResolutionOutcome> resolutions = new HashMap<>();
  private final Map<String, IdempotentAnswer> idempotentAnswers = new HashMap<>();
  private final List<SpecificRecord> commands = new ArrayList<>();
  private final List<SpecificRecord> heldBack = new ArrayList<>();
  private final List<String> heldKeys = new ArrayList<>();
  private final KafkaConsumer<String, SpecificRecord> consumer;
  private final Thread reader;
  private final Javalin server;
  private final Map<String, List<TransferOutcome>> forgotten = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private boolean isPostgresAway;
  private boolean holdsBack;
  private int questions;

  LedgerAndViews(String bootstrapServers, String registryUrl) {
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new StringDeserializer(),
            new AvroDeserializer(SchemaRegistry.at(registryUrl)));
    reader = Thread.ofPlatform().name("plain-ledger").start(this::read);
    server = Javalin.create(this::configure).start("127.0.0.1", 0);
  }

  private void configure(JavalinConfig config) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.routes.get("/internal/accounts/{id}", this::account);
    config.routes.get("/internal/transfers/{id}", this::transfers);
    config.routes.get("/internal/transfers/{id}/older", this::olderTransfers);
    config.routes.get("/internal/transfers/{id}/answer", this::transferAnswer);
    config.routes.get("/internal/accounts/{id}/answer", this::accountAnswer);
    config.routes.get("/internal/payments/{id}/answer", this::paymentAnswer);
    config.routes.get("/internal/resolutions/answer", this::resolutionAnswer);
    config.routes.get("/internal/owners/{owner}/merchant-account", this::ownedAccount);
    config.routes.get("/internal/owners/{owner}/payer-account", this::ownedAccount);
    config.routes.get("/internal/idempotency/{key}", this::idempotentAnswer);
    config.routes.post("/internal/settlement-lines/known", this::knownLines);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** From now on commands are read but not decided. */
  synchronized void holdBack() {
    holdsBack = true;
  }

  synchronized void goOn() {
    holdsBack = false;
    for (int i = 0; i < heldBack.size(); i++) {
      decide(heldKeys.get(i), heldBack.get(i));
    }
    heldBack.clear();
    heldKeys.clear();
    notifyAll();
  }

  /** From now on nobody can ask the views. */
  void stopViews() {
    server.stop();
  }

  /** Every command that arrived. */
  synchronized List<SpecificRecord> commands() {
    return List.copyOf(commands);
  }

  /** How often the views were asked for anything. */
  synchronized int questions() {
    return questions;
  }

  /** Posted balance in minor units. */
  synchronized long posted(String accountId) {
    return Accounts.posted(Objects.requireNonNull(ledger.account(accountId)).getCounters());
  }

  private void read() {
    List<TopicPartition> all = new ArrayList<>();
    for (var topic : READ) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        all.add(new TopicPartition(topic.name(), partition));
      }
    }
    try (consumer) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          take(record);
        }
      }
    } catch (WakeupException e) {
      // Told to end.
    }
  }

  private synchronized void take(ConsumerRecord<String, SpecificRecord> record) {
    if (record.value() instanceof IdempotentAnswer answer) {
      idempotentAnswers.put(record.key(), answer);
      return;
    }
    commands.add(record.value());
    if (holdsBack) {
      heldKeys.add(record.key());
      heldBack.add(record.value());
    } else {
      decide(record.key(), record.value());
    }
    notifyAll();
  }

  private void decide(String key, SpecificRecord command) {
    switch (command) {
      case TransferCommand transfer -> ledger.take(key, transfer);
      case AccountCommand account -> ledger.take(account);
      case PaymentCommand payment -> payments.take(payment);
      case SettlementLine _ -> {}
      // There are no cases here.
      case ResolutionCommand resolution ->
          resolutions.put(
              resolution.getRequestId(), Resolutions.decide(null, resolution, 0).outcome());
      default -> throw new IllegalStateException("no command: " + command);
    }
  }

  private void account(Context ctx) {
    AccountBalance account = await(ctx, () -> ledger.accounts.get(ctx.pathParam("id")));
    json(ctx, account == null ? null : ViewJson.account(account));
  }

  private void transfers(Context ctx) {
    String scope = ctx.queryParam("scope");
    String id = ctx.pathParam("id");
    await(
        ctx,
        () ->
            known(id).stream()
                .filter(t -> scope == null || t.getScopeAccountId().equals(scope))
                .findFirst()
                .orElse(null));
    json(ctx, ViewJson.transfers(known(id)));
  }

  synchronized boolean hasTransfer(String id, String scope) {
    return ledger.transfer(scope, id) != null;
  }

  /** From now on the views show the transfer only once something new becomes of it. */
  synchronized void forget(String id) {
    forgotten.put(id, ledger.transfers(id));
  }

  /** From now on nobody can be asked for what the views have forgotten. */
  synchronized void stopPostgres() {
    isPostgresAway = true;
  }

  private synchronized List<TransferOutcome> known(String id) {
    List<TransferOutcome> known = ledger.transfers(id);
    return known.equals(forgotten.get(id)) ? List.of() : known;
  }

  private synchronized void olderTransfers(Context ctx) {
    if (isPostgresAway) {
      ctx.status(503);
    } else {
      json(ctx, ViewJson.transfers(forgotten.getOrDefault(ctx.pathParam("id"), List.of())));
    }
  }

  /** From now on the views know every settlement line that names this payment. */
  synchronized void knowLinesOf(String paymentId) {
    settled.add(paymentId);
  }

  private synchronized void knownLines(Context ctx) {
    if (isPostgresAway) {
      ctx.status(503);
      return;
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode known = answer.putArray("known");
    JsonNode lines = ViewJson.parsed(ctx.body()).path("lines");
    for (int i = 0; i < lines.size(); i++) {
      if (settled.contains(lines.get(i).path("payment_id").asText())) {
        known.add(i);
      }
    }
    json(ctx, answer);
  }

  private void transferAnswer(Context ctx) {
    String key =
        Keys.transferAnswer(
            ctx.pathParam("id"), ctx.queryParam("scope"), ctx.queryParam("request_id"));
    TransferOutcome outcome = await(ctx, () -> ledger.transferAnswers.get(key));
    ctx.header(Answer.CONSISTENCY_TOKEN, "token-of-" + ctx.pathParam("id"));
    json(ctx, outcome == null ? null : ViewJson.transfer(outcome));
  }

  private void accountAnswer(Context ctx) {
    String key =
        Keys.accountAnswer(
            ctx.pathParam("id"), ctx.queryParam("command_id"), ctx.queryParam("request_id"));
    var outcome = await(ctx, () -> ledger.accountAnswers.get(key));
    ctx.header(Answer.CONSISTENCY_TOKEN, "token-of-" + ctx.pathParam("id"));
    json(ctx, outcome == null ? null : ViewJson.accountAnswer(outcome));
  }

  private void paymentAnswer(Context ctx) {
    String requestId = ctx.queryParam("request_id");
    ctx.header(Answer.CONSISTENCY_TOKEN, "token-of-" + ctx.pathParam("id"));
    json(ctx, await(ctx, () -> payments.answer(requestId)));
  }

  private void resolutionAnswer(Context ctx) {
    String requestId = ctx.queryParam("request_id");
    ResolutionOutcome outcome = await(ctx, () -> resolutions.get(requestId));
    json(ctx, outcome == null ? null : ViewJson.refusal(outcome));
  }

  /** Whoever owns an account here has one that is called after the owner. */
  private void ownedAccount(Context ctx) {
    String accountId = ctx.pathParam("owner") + "-account";
    AccountBalance account = await(ctx, () -> ledger.accounts.get(accountId));
    json(ctx, account == null ? null : ViewJson.account(account));
  }

  private void idempotentAnswer(Context ctx) {
    IdempotentAnswer answer = idempotentAnswer(ctx.pathParam("key"));
    json(ctx, answer == null ? null : ViewJson.idempotentAnswer(answer));
  }

  synchronized @Nullable IdempotentAnswer idempotentAnswer(String key) {
    questions++;
    return idempotentAnswers.get(key);
  }

  private synchronized <T> @Nullable T await(Context ctx, Supplier<@Nullable T> look) {
    questions++;
    String wait = ctx.queryParam("wait_ms");
    long deadline = System.nanoTime() + Long.parseLong(wait == null ? "0" : wait) * 1_000_000;
    T found = look.get();
    while (found == null && System.nanoTime() < deadline) {
      try {
        wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
      found = look.get();
    }
    return found;
  }

  private static void json(Context ctx, @Nullable ObjectNode json) {
    if (json == null) {
      ctx.status(204);
    } else {
      ctx.contentType("application/json").result(json.toString());
    }
  }

  @Override
  public void close() {
    server.stop();
    consumer.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
