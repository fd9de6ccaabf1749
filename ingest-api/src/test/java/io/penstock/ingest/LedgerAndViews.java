package io.penstock.ingest;

import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.reconciliation.Resolutions;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountOwner;
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
import io.penstock.views.CommittedViews;
import io.penstock.views.PaymentAnswer;
import io.penstock.views.ResolutionAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * What stands behind the door: it reads the command topics with the ledger's rules and answers what
 * the views are asked. It can be told to hold commands back.
 */
final class LedgerAndViews implements CommittedViews, AutoCloseable {
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
  private final Map<String, List<TransferOutcome>> forgotten = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private boolean isPostgresAway;
  private boolean holdsBack;
  private boolean isAway;

  LedgerAndViews(String bootstrapServers, String registryUrl) {
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new StringDeserializer(),
            new AvroDeserializer(SchemaRegistry.at(registryUrl)));
    reader = Thread.ofPlatform().name("plain-ledger").start(this::read);
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
  synchronized void stopViews() {
    isAway = true;
    notifyAll();
  }

  synchronized void startViews() {
    isAway = false;
  }

  /** Every command that arrived. */
  synchronized List<SpecificRecord> commands() {
    return List.copyOf(commands);
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
              resolution.getRequestId(), Resolutions.decide(null, resolution, 0).answer());
      default -> throw new IllegalStateException("no command: " + command);
    }
  }

  @Override
  public Optional<AccountBalance> account(String accountId, Duration wait) {
    return await(wait, () -> ledger.accounts.get(accountId));
  }

  @Override
  public synchronized List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, Duration wait) {
    await(
        wait,
        () ->
            known(transferId).stream()
                .filter(t -> scopeAccountId == null || t.getScopeAccountId().equals(scopeAccountId))
                .findFirst()
                .orElse(null));
    return known(transferId);
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

  synchronized void startPostgres() {
    isPostgresAway = false;
  }

  private List<TransferOutcome> known(String id) {
    List<TransferOutcome> known = ledger.transfers(id);
    return known.equals(forgotten.get(id)) ? List.of() : known;
  }

  @Override
  public synchronized List<TransferOutcome> olderTransfers(String transferId) {
    requireHere(isPostgresAway);
    return forgotten.getOrDefault(transferId, List.of());
  }

  /** From now on the views know every settlement line that names this payment. */
  synchronized void knowLinesOf(String paymentId) {
    settled.add(paymentId);
  }

  @Override
  public synchronized Set<Integer> knownLines(List<SettlementLine> lines) {
    requireHere(isPostgresAway);
    Set<Integer> known = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (settled.contains(lines.get(i).getPaymentId())) {
        known.add(i);
      }
    }
    return known;
  }

  @Override
  public Optional<TransferOutcome> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration wait) {
    String key = Keys.transferAnswer(transferId, scopeAccountId, requestId);
    return await(wait, () -> ledger.transferAnswers.get(key));
  }

  @Override
  public Optional<AccountOutcome> accountAnswer(
      String accountId, String commandId, String requestId, Duration wait) {
    String key = Keys.accountAnswer(accountId, commandId, requestId);
    return await(wait, () -> ledger.accountAnswers.get(key));
  }

  @Override
  public Optional<PaymentAnswer> paymentAnswer(String paymentId, String requestId, Duration wait) {
    return await(wait, () -> payments.answer(requestId));
  }

  @Override
  public Optional<ResolutionAnswer> resolutionAnswer(
      String caseId, String requestId, Duration wait) {
    return await(wait, () -> resolutions.get(requestId))
        .map(outcome -> new ResolutionAnswer(outcome, null));
  }

  /** Whoever owns an account here has one that is called after the owner. */
  @Override
  public List<AccountOwner> accountsOf(String ownerId) {
    return await(Duration.ZERO, () -> ledger.accounts.get(ownerId + "-account")).stream()
        .map(
            account ->
                AccountOwner.newBuilder()
                    .setAccountId(account.getAccountId())
                    .setOwnerId(ownerId)
                    .setType(account.getType())
                    .setCurrency(account.getCurrency())
                    .setStatus(account.getStatus())
                    .setOpenedAtMs(account.getCreatedAtMs())
                    .build())
        .toList();
  }

  @Override
  public Optional<IdempotentAnswer> idempotentAnswer(String key) {
    return await(Duration.ZERO, () -> idempotentAnswers.get(key));
  }

  private synchronized <T> Optional<T> await(Duration wait, Supplier<@Nullable T> look) {
    long deadline = System.nanoTime() + wait.toNanos();
    T found = look.get();
    while (found == null && System.nanoTime() < deadline && !isAway) {
      try {
        wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      found = look.get();
    }
    requireHere(isAway);
    return Optional.ofNullable(found);
  }

  private static void requireHere(boolean isAway) {
    if (isAway) {
      throw new UncheckedIOException(new IOException("nobody answers"));
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
