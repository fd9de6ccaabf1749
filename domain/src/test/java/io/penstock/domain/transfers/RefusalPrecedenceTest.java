package io.penstock.domain.transfers;

import static io.penstock.domain.RefusalCode.ACCOUNTS_MUST_BE_DIFFERENT;
import static io.penstock.domain.RefusalCode.AMOUNT_MUST_BE_POSITIVE;
import static io.penstock.domain.RefusalCode.CREDIT_ACCOUNT_CLOSED;
import static io.penstock.domain.RefusalCode.CREDIT_ACCOUNT_NOT_FOUND;
import static io.penstock.domain.RefusalCode.CURRENCY_MISMATCH;
import static io.penstock.domain.RefusalCode.CURRENCY_UNKNOWN;
import static io.penstock.domain.RefusalCode.DEBIT_ACCOUNT_CLOSED;
import static io.penstock.domain.RefusalCode.DEBIT_ACCOUNT_FROZEN;
import static io.penstock.domain.RefusalCode.DEBIT_ACCOUNT_NOT_FOUND;
import static io.penstock.domain.RefusalCode.INSUFFICIENT_FUNDS;
import static io.penstock.domain.RefusalCode.OVERFLOW;
import static io.penstock.domain.RefusalCode.TIMEOUT_RESERVED_FOR_PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Closing;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.Records;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request with one fault is told it; with two, the one that stands first in the contract. */
class RefusalPrecedenceTest {
  static {
    Records.prepare();
  }

  /** A fault that a direct transfer can have; two with the same slot cannot meet. */
  record Fault(String code, String slot, Consumer<Request> commit) {
    Fault(RefusalCode code, String slot, Consumer<Request> commit) {
      this(code.code(), slot, commit);
    }

    @Override
    public String toString() {
      return code;
    }
  }

  /** In the order of the contract. */
  private static final List<Fault> IN_ORDER =
      List.of(
          new Fault(ACCOUNTS_MUST_BE_DIFFERENT, "credit", r -> r.credit = r.debit),
          new Fault(AMOUNT_MUST_BE_POSITIVE, "amount", r -> r.amount = 0),
          new Fault(CURRENCY_UNKNOWN, "currency", r -> r.currency = "DEM"),
          new Fault(TIMEOUT_RESERVED_FOR_PENDING, "timeout", r -> r.timeout = 5L),
          new Fault("id_already_used_with_different_code", "id", r -> r.idIsUsed = true),
          new Fault(DEBIT_ACCOUNT_NOT_FOUND, "debit", r -> r.debit = "ghost"),
          new Fault(CREDIT_ACCOUNT_NOT_FOUND, "doubt", r -> r.doubt = "credit_account_not_found"),
          new Fault(DEBIT_ACCOUNT_CLOSED, "debit", r -> r.status = AccountStatus.CLOSED),
          new Fault(CREDIT_ACCOUNT_CLOSED, "doubt", r -> r.doubt = "credit_account_closed"),
          new Fault(DEBIT_ACCOUNT_FROZEN, "debit", r -> r.status = AccountStatus.FROZEN),
          new Fault(CURRENCY_MISMATCH, "currency", r -> r.currency = "EUR"),
          new Fault(OVERFLOW, "amount", r -> r.amount = Long.MAX_VALUE),
          new Fault(INSUFFICIENT_FUNDS, "amount", r -> r.amount = 1_001));

  static final class Request {
    private String debit = "alice";
    private String credit = "bob";
    private long amount = 10;
    private String currency = "USD";
    private boolean idIsUsed;
    private Long timeout;
    private String doubt;
    private AccountStatus status = AccountStatus.OPEN;
  }

  static Stream<List<Fault>> faults() {
    List<List<Fault>> all = new ArrayList<>();
    for (int first = 0; first < IN_ORDER.size(); first++) {
      all.add(List.of(IN_ORDER.get(first)));
      for (Fault second : IN_ORDER.subList(first + 1, IN_ORDER.size())) {
        if (!IN_ORDER.get(first).slot.equals(second.slot)) {
          all.add(List.of(IN_ORDER.get(first), second));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tellsTheFaultThatStandsFirst(List<Fault> faults) {
    Request request = new Request();
    // The later fault is committed first, so that "same account" sees the debit that was chosen.
    faults.reversed().forEach(fault -> fault.commit.accept(request));

    String code = answerTo(request);

    assertThat(code).isEqualTo(faults.getFirst().code);
  }

  private static String answerTo(Request request) {
    Map<String, AccountBalance> accounts = new HashMap<>();
    accounts.put("alice", account(request.status));
    TransferCommand command =
        new TransferCommand(
            "t1",
            TransferKind.DIRECT,
            request.debit,
            List.of(new Credit(request.credit, request.amount)),
            request.currency,
            null,
            null,
            request.timeout,
            null,
            Map.of(),
            request.doubt,
            null,
            null,
            null,
            null,
            List.of(),
            null);
    JournalHead head = JournalHead.first(0).at(1_000);
    TransferOutcome first = request.idIsUsed ? withOtherCode(command, head) : null;
    Decision decision =
        Transfers.decide(command, request.debit, new FixedBooks(head, accounts, first));
    return Stream.concat(decision.pinned().stream(), decision.answers().stream())
        .findFirst()
        .orElseThrow()
        .getFailureCode();
  }

  private static TransferOutcome withOtherCode(TransferCommand command, JournalHead head) {
    TransferCommand other = TransferCommand.newBuilder(command).setCode("other").build();
    Refusal refusal = INSUFFICIENT_FUNDS.because("not enough");
    return Outcomes.declined(other, command.getDebitAccountId(), refusal, null, head);
  }

  /** Has received 1,001 and spent 1: 1,000 to spend. */
  private static AccountBalance account(AccountStatus status) {
    AccountBalance opened =
        Accounts.opened(
            "alice", new AccountOpening("owner", AccountType.WALLET, "USD", 0L, Map.of()), 1);
    AccountBalance funded =
        Accounts.next(opened, new Counters(1L, 0L, 1L, 0L, 1_001L, 0L), opened.getChange(), 2);
    return Accounts.next(funded, status, 3);
  }

  private record FixedBooks(
      JournalHead head, Map<String, AccountBalance> accounts, TransferOutcome first)
      implements Books {
    @Override
    public AccountBalance account(String accountId) {
      return accounts.get(accountId);
    }

    @Override
    public TransferOutcome transfer(String scopeAccountId, String transferId) {
      return first;
    }

    @Override
    public Closing closing(String accountId) {
      return null;
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public ReceivedCredit receivedCredit(String scopeAccountId, String transferId) {
      return null;
    }

    @Override
    public AccountOutcome accountAnswer(String accountId, String commandId) {
      return null;
    }
  }
}
