package io.penstock.queries.facts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.penstock.domain.SystemAccounts;
import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.PaymentAnswers;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import io.penstock.queries.store.RowDecoder;
import io.penstock.queries.store.Rows;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Placement;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.Refund;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.PaymentAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Look-ups of facts, wherever their partition is served. */
public class CommittedFacts {
  private static final int ROWS_AT_ONCE = 1_000;

  /** Most accounts of one owner that are looked at. */
  private static final int MOST_ACCOUNTS = 1_000;

  /** Most payments that are told to have refunds with one id. */
  private static final int MOST_REFUNDS = 100;

  /** Behind every digit. */
  private static final String BEHIND_DIGITS = ":";

  private final PartitionedViews views;
  private final RowDecoder decoder;

  public CommittedFacts(PartitionedViews views, RowDecoder decoder) {
    this.views = views;
    this.decoder = decoder;
  }

  public int partitions() {
    return views.partitions();
  }

  int partitionOf(String id) {
    return Placement.ofKey(id, views.partitions());
  }

  public List<Row> rows(int partition, Question question, Duration wait) {
    return views.ask(partition, question, wait);
  }

  /** Reads the records in rows. */
  public <V extends SpecificRecord> List<V> decoded(View view, List<Row> rows, Class<V> type) {
    return decoder.decode(view, rows, type);
  }

  /** Asks the partition where an id lives. */
  private <V extends SpecificRecord> List<V> ask(
      String id, Question question, Duration wait, Class<V> type) {
    return ask(partitionOf(id), question, wait, type);
  }

  private <V extends SpecificRecord> List<V> ask(
      int partition, Question question, Duration wait, Class<V> type) {
    return decoder.decode(question.view(), rows(partition, question, wait), type);
  }

  <V extends SpecificRecord> Optional<V> first(
      String id, Question question, Duration wait, Class<V> type) {
    return ask(id, question, wait, type).stream().findFirst();
  }

  /** The record of a key, waited for. */
  <V extends SpecificRecord> Optional<V> at(
      String id, View view, String key, Duration wait, Class<V> type) {
    return first(id, new Question.Keys(view, List.of(key)), wait, type);
  }

  /** Whether there is a row of the key, which is waited for. */
  boolean has(int partition, View view, String key, Duration wait) {
    return !rows(partition, new Question.Keys(view, List.of(key)), wait).isEmpty();
  }

  /** Every row of a partition with a key from one, inclusive, to another, exclusive. */
  private <V extends SpecificRecord> List<V> all(
      int partition, View view, String from, String to, Class<V> type) {
    List<Row> rows = new ArrayList<>();
    String next = from;
    while (true) {
      List<Row> found =
          rows(partition, new Question.Range(view, next, to, ROWS_AT_ONCE), Duration.ZERO);
      rows.addAll(found);
      if (found.size() < ROWS_AT_ONCE) {
        return decoder.decode(view, rows, type);
      }
      next = found.getLast().key() + '\0';
    }
  }

  /** The partitions that hold an account's versions. */
  public List<Integer> partitionsOf(String accountId) {
    return SystemAccounts.isSystem(accountId)
        ? IntStream.range(0, partitions()).boxed().toList()
        : List.of(partitionOf(accountId));
  }

  /** The account now: one version, or of a system account that of each shard in use. */
  public List<AccountBalance> account(String accountId) {
    return partitionsOf(accountId).stream()
        .flatMap(
            partition -> versions(partition, accountId, Long.MAX_VALUE, 1, Duration.ZERO).stream())
        .toList();
  }

  /** The account as it was; empty before its opening. */
  public List<AccountBalance> accountAt(String accountId, long atMs) {
    return partitionsOf(accountId).stream()
        .flatMap(partition -> versionAt(partition, accountId, atMs).stream())
        .toList();
  }

  /** The newest version of an account that is no system account. */
  public Optional<AccountBalance> account(String accountId, Duration wait) {
    return versions(partitionOf(accountId), accountId, Long.MAX_VALUE, 1, wait).stream()
        .findFirst();
  }

  /** Newest versions first, from {@code atMost} down. */
  public List<AccountBalance> versions(
      int partition, String accountId, long atMost, int limit, Duration wait) {
    var question = new Question.Newest(View.ACCOUNT_VERSIONS, accountId + '#', atMost, limit);
    return ask(partition, question, wait, AccountBalance.class);
  }

  public Optional<AccountBalance> versionAt(int partition, String accountId, long atMs) {
    var question = new Question.LastAt(View.ACCOUNT_VERSIONS, accountId + '#', atMs);
    return ask(partition, question, Duration.ZERO, AccountBalance.class).stream().findFirst();
  }

  /** The states of an id, oldest first: more than one where several scopes used it. */
  public List<TransferOutcome> transfers(String transferId) {
    return transfers(transferId, null, Duration.ZERO);
  }

  /** The same, where that of a scope (null: any) is waited for. */
  public List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, Duration wait) {
    return transfers(transferId, scopeAccountId, 1, wait);
  }

  List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, int revision, Duration wait) {
    var question = new Question.States(transferId, scopeAccountId, revision);
    return ask(Ids.root(transferId), question, wait, TransferOutcome.class).stream()
        .sorted(Comparator.comparingLong(TransferOutcome::getDecidedAtMs))
        .toList();
  }

  public Optional<TransferOutcome> transferAnswer(
      String transferId, String scope, String requestId, Duration wait) {
    var question =
        new Question.Answer(View.TRANSFER_STATES, Keys.transferState(transferId, scope), requestId);
    return first(Ids.root(transferId), question, wait, TransferOutcome.class);
  }

  /** Newest entries first, from {@code atMost} down. */
  public List<LedgerEntry> entries(int partition, long atMost, int limit) {
    var question = new Question.Newest(View.JOURNAL, "", atMost, limit);
    return ask(partition, question, Duration.ZERO, LedgerEntry.class);
  }

  public Optional<LedgerEntry> entryAt(int partition, long atMs) {
    var question = new Question.LastAt(View.JOURNAL, "", atMs);
    return ask(partition, question, Duration.ZERO, LedgerEntry.class).stream().findFirst();
  }

  /** Entries that another fact names, and which therefore are there or about to arrive. */
  public List<LedgerEntry> entries(int partition, Collection<Long> sequences) {
    var question =
        new Question.Keys(View.JOURNAL, sequences.stream().distinct().map(Keys::sequence).toList());
    List<Row> rows = rows(partition, question, CatchUp.LONGEST);
    if (rows.size() < question.keys().size()) {
      throw NotReadyException.behind();
    }
    return decoder.decode(question.view(), rows, LedgerEntry.class);
  }

  public Optional<IdempotentAnswer> idempotentAnswer(String key) {
    return at(key, View.IDEMPOTENCY_ANSWERS, key, Duration.ZERO, IdempotentAnswer.class);
  }

  public Optional<Payment> payment(String paymentId) {
    var question = new Question.Newest(View.PAYMENT_EVENTS, paymentId + '#', Long.MAX_VALUE, 1);
    return first(paymentId, question, Duration.ZERO, PaymentEvent.class)
        .map(PaymentEvent::getPayment);
  }

  /** Events of a payment from a sequence on, oldest first. */
  public List<PaymentEvent> events(String paymentId, long from, int limit) {
    var question =
        new Question.Range(
            View.PAYMENT_EVENTS,
            Keys.version(paymentId, from),
            Keys.version(paymentId, Long.MAX_VALUE),
            limit);
    return ask(paymentId, question, Duration.ZERO, PaymentEvent.class);
  }

  /** Without its transfer. Empty where the request is not answered in time. */
  public Optional<PaymentAnswer> paymentAnswer(String paymentId, String requestId, Duration wait) {
    var question = new Question.PaymentAnswered(paymentId, requestId);
    return PaymentAnswers.of(rows(partitionOf(paymentId), question, wait), decoder);
  }

  /** The refunds with an id, one a payment: its id is unique for its payment only. */
  public List<Refund> refunds(String refundId) {
    var question = new Question.Refunds(refundId, MOST_REFUNDS);
    return ask(refundId, question, Duration.ZERO, Refund.class);
  }

  public Optional<Refund> refund(String refundId, String paymentId) {
    String prefix = refundId + '#' + paymentId + '#';
    var question = new Question.Newest(View.REFUND_VERSIONS, prefix, Long.MAX_VALUE, 1);
    return first(refundId, question, Duration.ZERO, Refund.class);
  }

  /** An owner's accounts, the one opened first in front. */
  public List<AccountOwner> accountsOf(String ownerId) {
    var question =
        new Question.Range(View.ACCOUNT_OWNERS, ownerId + '#', Rows.behind(ownerId), MOST_ACCOUNTS);
    return ask(ownerId, question, Duration.ZERO, AccountOwner.class).stream()
        .sorted(
            Comparator.comparingLong(AccountOwner::getOpenedAtMs)
                .thenComparing(AccountOwner::getAccountId))
        .toList();
  }

  /** Every version of a reconciliation case, oldest first; empty where there is none. */
  public List<ReconciliationResult> caseVersions(String caseId) {
    return all(
        partitionOf(Ids.root(caseId)),
        View.RECONCILIATION_RESULTS,
        caseId + '#',
        Rows.behind(caseId),
        ReconciliationResult.class);
  }

  /** The answer to a request about a case, waited for. */
  Optional<ResolutionOutcome> resolution(String caseId, String requestId, Duration wait) {
    String key = Keys.resolutionAnswer(caseId, requestId);
    return at(Ids.root(caseId), View.RESOLUTION_ANSWERS, key, wait, ResolutionOutcome.class);
  }

  /** Every version of the cases of a payment's refunds, a list a refund. */
  public List<List<ReconciliationResult>> caseVersionsOfRefunds(String paymentId) {
    return List.copyOf(
        all(
                partitionOf(paymentId),
                View.RECONCILIATION_RESULTS,
                paymentId + Ids.STEP,
                paymentId + ":;",
                ReconciliationResult.class)
            .stream()
            .collect(groupingBy(ReconciliationResult::getCaseId, TreeMap::new, toList()))
            .values());
  }

  /**
   * The counts of each day, newest first.
   *
   * @param from first day, as 2026-11-20, or empty
   * @param to the day behind the last one, or empty
   */
  public List<ReconciliationSummary> summaries(String from, String to) {
    String end = to.isEmpty() ? BEHIND_DIGITS : to;
    return IntStream.range(0, partitions())
        .boxed()
        .flatMap(
            partition ->
                all(
                    partition,
                    View.RECONCILIATION_SUMMARIES,
                    from,
                    end,
                    ReconciliationSummary.class)
                    .stream())
        .filter(summary -> summary.getCount() != 0)
        .sorted(
            Comparator.comparing(ReconciliationSummary::getDay)
                .reversed()
                .thenComparing(ReconciliationSummary::getStatus)
                .thenComparing(ReconciliationSummary::getCurrency)
                .thenComparing(ReconciliationSummary::getPsp))
        .toList();
  }
}
