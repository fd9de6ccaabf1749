package io.penstock.queries.facts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.penstock.domain.SystemAccounts;
import io.penstock.domain.reconciliation.CaseIds;
import io.penstock.http.DecisionToken;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a write is known to have advanced: its transfer, payment or refund, its debit account, its
 * journal entry. Opaque to clients. Several tokens may be sent at once, with commas between them.
 */
public record ConsistencyToken(List<Mark> marks) {
  /** Header of replies to writes, and of reads that want to see them. */
  public static final String HEADER = "Consistency-Token";

  /** Nothing to wait for. */
  static final ConsistencyToken NONE = new ConsistencyToken(List.of());

  private static final String FORMAT = DecisionToken.FORMAT;
  private static final Set<String> OF_TWO_PARTS =
      Set.of(
          "j",
          "v",
          DecisionToken.PAYMENT,
          DecisionToken.TRANSFER,
          DecisionToken.ACCOUNT,
          DecisionToken.CASE);
  private static final int MOST_MARKS = 1_000;

  /** One thing and how far it has come. */
  public sealed interface Mark {}

  /**
   * @param shard the partition of a system account's shard; null for other accounts
   */
  public record AccountMark(String accountId, @Nullable Integer shard, long version)
      implements Mark {}

  /** The state of a transfer. */
  public record TransferMark(String transferId, String scopeAccountId, int revision)
      implements Mark {}

  /** An entry of the journal. */
  public record JournalMark(int partition, long sequence) implements Mark {}

  /** An event of a payment. */
  public record PaymentMark(String paymentId, long sequence) implements Mark {}

  /** A version of a refund. */
  public record RefundMark(String refundId, String paymentId, long version) implements Mark {}

  /** A transfer's command, whatever becomes of it: see {@link CommittedFacts#decided}. */
  public record CommandMark(String transferId, String scopeAccountId) implements Mark {}

  /** An account's command, likewise. */
  public record AccountCommandMark(String accountId, String commandId) implements Mark {}

  /** A version of a reconciliation case. */
  public record CaseMark(String caseId, int version) implements Mark {}

  /** A command about a reconciliation case, whatever becomes of it. */
  public record CaseCommandMark(String caseId, String requestId) implements Mark {}

  /** What a request was sent with. */
  public static ConsistencyToken of(Context request, int partitions) {
    String header = request.header(HEADER);
    return header == null ? NONE : parse(header, partitions);
  }

  public static ConsistencyToken of(AccountBalance account) {
    return new ConsistencyToken(
        List.of(
            new AccountMark(
                account.getAccountId(), account.getShard(), account.getCounters().getVersion())));
  }

  public static ConsistencyToken of(Payment payment) {
    return new ConsistencyToken(
        List.of(new PaymentMark(payment.getPaymentId(), payment.getSequence())));
  }

  public static ConsistencyToken of(ReconciliationResult result) {
    return new ConsistencyToken(List.of(new CaseMark(result.getCaseId(), result.getVersion())));
  }

  public static ConsistencyToken of(TransferOutcome outcome) {
    List<Mark> marks = new ArrayList<>();
    if (outcome.getStatus() != TransferStatus.REFUSED) {
      String scope = outcome.getScopeAccountId();
      marks.add(new TransferMark(outcome.getTransferId(), scope, outcome.getRevision()));
      resolvedHold(outcome).ifPresent(hold -> marks.add(new TransferMark(hold, scope, 2)));
    }
    debitAccount(outcome).ifPresent(marks::add);
    lastEntry(outcome)
        .ifPresent(entry -> marks.add(new JournalMark(outcome.getJournalPartition(), entry)));
    return new ConsistencyToken(marks);
  }

  private static Optional<String> resolvedHold(TransferOutcome outcome) {
    boolean resolves =
        switch (outcome.getStatus()) {
          case POSTED -> outcome.getKind() == TransferKind.POST;
          case VOIDED -> outcome.getKind() == TransferKind.VOID;
          case PENDING, EXPIRED, DECLINED, REVERSED, REFUSED -> false;
        };
    return resolves ? Optional.ofNullable(outcome.getPendingId()) : Optional.empty();
  }

  private static Optional<Mark> debitAccount(TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    Counters counters =
        resolution != null && resolution.getDebitAccount() != null
            ? resolution.getDebitAccount()
            : outcome.getDebitAccount();
    if (counters == null) {
      return Optional.empty();
    }
    String account = outcome.getDebitAccountId();
    if (!SystemAccounts.isSystem(account)) {
      return Optional.of(new AccountMark(account, null, counters.getVersion()));
    }
    int shard = outcome.getJournalPartition();
    return shard < 0
        ? Optional.empty()
        : Optional.of(new AccountMark(account, shard, counters.getVersion()));
  }

  private static Optional<Long> lastEntry(TransferOutcome outcome) {
    if (outcome.getJournalPartition() < 0) {
      return Optional.empty();
    }
    Resolution resolution = outcome.getResolution();
    return resolution == null || resolution.getEntrySequences().isEmpty()
        ? Optional.ofNullable(outcome.getEntrySequence())
        : resolution.getEntrySequences().stream().max(Long::compare);
  }

  /** The token as text; empty where it says nothing. */
  public Optional<String> encoded() {
    if (marks.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(FORMAT);
    for (Mark mark : marks) {
      text.append(';');
      switch (mark) {
        case AccountMark a ->
            text.append("a#")
                .append(a.accountId)
                .append('#')
                .append(a.shard == null ? "" : a.shard)
                .append('#')
                .append(a.version);
        case TransferMark t ->
            text.append("t#")
                .append(t.transferId)
                .append('#')
                .append(t.scopeAccountId)
                .append('#')
                .append(t.revision);
        case JournalMark j -> text.append("j#").append(j.partition).append('#').append(j.sequence);
        case PaymentMark p -> text.append("p#").append(p.paymentId).append('#').append(p.sequence);
        case CommandMark c ->
            text.append(DecisionToken.markOfTransfer(c.transferId, c.scopeAccountId));
        case AccountCommandMark d ->
            text.append(DecisionToken.ACCOUNT)
                .append('#')
                .append(d.accountId)
                .append('#')
                .append(d.commandId);
        case CaseMark v ->
            text.append("v#")
                .append(URLEncoder.encode(v.caseId, UTF_8))
                .append('#')
                .append(v.version);
        case CaseCommandMark s ->
            text.append(DecisionToken.CASE)
                .append('#')
                .append(URLEncoder.encode(s.caseId, UTF_8))
                .append('#')
                .append(s.requestId);
        case RefundMark r ->
            text.append("r#")
                .append(r.refundId)
                .append('#')
                .append(r.paymentId)
                .append('#')
                .append(r.version);
      }
    }
    byte[] bytes = text.toString().getBytes(US_ASCII);
    return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Reads the header.
   *
   * @param partitions of the views
   * @throws ProblemException 400 if no instance gave this token
   */
  public static ConsistencyToken parse(String header, int partitions) {
    try {
      List<Mark> marks = new ArrayList<>();
      for (String token : header.split(",", -1)) {
        byte[] bytes = Base64.getUrlDecoder().decode(token.strip());
        String[] parts = new String(bytes, US_ASCII).split(";", -1);
        require(parts.length > 1 && parts[0].equals(FORMAT));
        for (int i = 1; i < parts.length; i++) {
          marks.add(mark(parts[i].split("#", -1), partitions));
        }
      }
      require(marks.size() <= MOST_MARKS);
      return new ConsistencyToken(List.copyOf(marks));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.ofField(
              400,
              "malformed_consistency_token",
              HEADER,
              "The token is not one that a reply to a write carried."));
    }
  }

  private static Mark mark(String[] fields, int partitions) {
    require(fields.length == (OF_TWO_PARTS.contains(fields[0]) ? 3 : 4));
    return switch (fields[0]) {
      case "a" ->
          new AccountMark(
              id(fields[1]),
              fields[2].isEmpty() ? null : partition(fields[2], partitions),
              positive(fields[3]));
      case "t" ->
          new TransferMark(id(fields[1]), id(fields[2]), Math.toIntExact(positive(fields[3])));
      case "j" -> new JournalMark(partition(fields[1], partitions), positive(fields[2]));
      case "p" -> new PaymentMark(id(fields[1]), positive(fields[2]));
      case DecisionToken.TRANSFER -> new CommandMark(id(fields[1]), id(fields[2]));
      case DecisionToken.ACCOUNT -> new AccountCommandMark(id(fields[1]), id(fields[2]));
      case "r" -> new RefundMark(id(fields[1]), id(fields[2]), positive(fields[3]));
      case "v" -> new CaseMark(caseId(fields[1]), Math.toIntExact(positive(fields[2])));
      case DecisionToken.CASE -> new CaseCommandMark(caseId(fields[1]), id(fields[2]));
      default -> throw new IllegalArgumentException(fields[0]);
    };
  }

  private static String id(String text) {
    require(Ids.isValid(text));
    return text;
  }

  private static String caseId(String text) {
    String id = URLDecoder.decode(text, UTF_8);
    require(CaseIds.isValid(id));
    return id;
  }

  private static int partition(String text, int partitions) {
    int partition = Integer.parseInt(text);
    require(partition >= 0 && partition < partitions);
    return partition;
  }

  private static long positive(String text) {
    long number = Long.parseLong(text);
    require(number > 0);
    return number;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("malformed token");
    }
  }
}
