package io.penstock.views;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.domain.SystemAccounts;
import io.penstock.domain.reconciliation.CaseIds;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Refund;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a write is known to have advanced, or the command whose decision a read is to wait for.
 * Opaque to clients, who may send several tokens at once, with commas between them. Marks are
 * separated by ';', their parts by '#', neither of which an id may hold.
 */
public record ConsistencyToken(List<Mark> marks) {
  /** Header of replies to writes, and of reads that want to see them. */
  public static final String HEADER = "Consistency-Token";

  /** Nothing to wait for. */
  public static final ConsistencyToken NONE = new ConsistencyToken(List.of());

  private static final String FORMAT = "1";
  private static final int MOST_MARKS = 1_000;

  /** One thing and how far it has come. */
  public sealed interface Mark {
    /** Of that thing. */
    String id();
  }

  /**
   * @param shard the partition of a system account's shard; null for other accounts
   */
  public record AccountMark(String id, @Nullable Integer shard, long version) implements Mark {}

  /** The state of a transfer. */
  public record TransferMark(String id, String scopeAccountId, int revision) implements Mark {}

  /** An entry of the journal. */
  public record JournalMark(int partition, long sequence) implements Mark {
    @Override
    public String id() {
      return partition + "-" + sequence;
    }
  }

  /** An event of a payment. */
  public record PaymentMark(String id, long sequence) implements Mark {}

  /** A version of a refund. */
  public record RefundMark(String id, String paymentId, long version) implements Mark {}

  /** A transfer's command: a read waits for what becomes of it, and for what that advances. */
  public record CommandMark(String id, String scopeAccountId) implements Mark {}

  /** An account's command, likewise. */
  public record AccountCommandMark(String id, String commandId) implements Mark {}

  /** A version of a reconciliation case. */
  public record CaseMark(String id, int version) implements Mark {}

  /** A command about a reconciliation case, whatever becomes of it. */
  public record CaseCommandMark(String id, String requestId) implements Mark {}

  public static ConsistencyToken of(Mark mark) {
    return new ConsistencyToken(List.of(mark));
  }

  public static ConsistencyToken of(AccountBalance account) {
    long version = account.getCounters().getVersion();
    return of(new AccountMark(account.getAccountId(), account.getShard(), version));
  }

  public static ConsistencyToken of(Payment payment) {
    return of(new PaymentMark(payment.getPaymentId(), payment.getSequence()));
  }

  public static ConsistencyToken of(ReconciliationResult result) {
    return of(new CaseMark(result.getCaseId(), result.getVersion()));
  }

  public static ConsistencyToken of(PaymentAnswer answer) {
    if (answer.payment().isEmpty()) {
      return NONE;
    }
    Payment payment = answer.payment().get();
    List<Mark> marks = new ArrayList<>(of(payment).marks);
    Optional<Refund> asked = answer.refund();
    asked.ifPresent(
        refund ->
            marks.add(
                new RefundMark(refund.getRefundId(), payment.getPaymentId(), refund.getVersion())));
    answer.transfer().ifPresent(transfer -> marks.addAll(of(transfer).marks));
    return new ConsistencyToken(marks);
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

  /** The marks of one kind. */
  public <M extends Mark> Stream<M> marks(Class<M> kind) {
    return marks.stream().filter(kind::isInstance).map(kind::cast);
  }

  private static String text(Mark mark) {
    return switch (mark) {
      case AccountMark a -> parts("a", a.id, a.shard == null ? "" : a.shard, a.version);
      case TransferMark t -> parts("t", t.id, t.scopeAccountId, t.revision);
      case JournalMark j -> parts("j", j.partition, j.sequence);
      case PaymentMark p -> parts("p", p.id, p.sequence);
      case RefundMark r -> parts("r", r.id, r.paymentId, r.version);
      case CommandMark c -> parts("c", c.id, c.scopeAccountId);
      case AccountCommandMark d -> parts("d", d.id, d.commandId);
      case CaseMark v -> parts("v", URLEncoder.encode(v.id, UTF_8), v.version);
      case CaseCommandMark s -> parts("s", URLEncoder.encode(s.id, UTF_8), s.requestId);
    };
  }

  private static String parts(Object... parts) {
    return Stream.of(parts).map(String::valueOf).collect(Collectors.joining("#"));
  }

  /** The token as text; empty where it says nothing. */
  public Optional<String> encoded() {
    if (marks.isEmpty()) {
      return Optional.empty();
    }
    String text =
        marks.stream()
            .map(ConsistencyToken::text)
            .collect(Collectors.joining(";", FORMAT + ";", ""));
    byte[] bytes = text.getBytes(US_ASCII);
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
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ProblemException(
          Problem.ofField(
              400,
              "malformed_consistency_token",
              HEADER,
              "The token is not one that a reply to a write carried."));
    }
  }

  private static Mark mark(String[] fields, int partitions) {
    boolean hasThreeParts = Set.of("a", "t", "r").contains(fields[0]);
    require(fields.length == (hasThreeParts ? 4 : 3));
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
      case "r" -> new RefundMark(id(fields[1]), id(fields[2]), positive(fields[3]));
      case "c" -> new CommandMark(id(fields[1]), id(fields[2]));
      case "d" -> new AccountCommandMark(id(fields[1]), id(fields[2]));
      case "v" -> new CaseMark(caseId(fields[1]), Math.toIntExact(positive(fields[2])));
      case "s" -> new CaseCommandMark(caseId(fields[1]), id(fields[2]));
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
