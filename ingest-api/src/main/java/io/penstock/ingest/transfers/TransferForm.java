package io.penstock.ingest.transfers;

import static io.penstock.ingest.requests.Member.optional;
import static io.penstock.ingest.requests.Member.required;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.transfers.Malformed;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.commands.Refusals;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bodies of the calls about transfers, and how a transfer becomes its command. */
public final class TransferForm {
  private static final int MAX_CODE = 64;
  private static final long MOST_SECONDS = TransferKey.MAX_TIMEOUT_SECONDS;

  private static final Member<String> CREDITED_ID = required("account_id", Kind.ID);
  private static final Member<Long> CREDITED = required("amount", Kind.AMOUNT);
  public static final Form CREDIT = Form.of("Credit", CREDITED_ID, CREDITED);

  static final Member<String> TRANSFER_ID = optional("transfer_id", Kind.ID);
  private static final Member<String> DEBIT =
      required("debit_account_id", Kind.ID).describedAs("Who pays.");
  private static final Member<String> CREDIT_ACCOUNT =
      optional("credit_account_id", Kind.ID).describedAs("Who is paid.");
  static final Member<List<Fields>> CREDITS =
      optional("credits", Kind.list(CREDIT, TransferKey.MAX_CREDITS))
          .describedAs("In place of credit_account_id, to credit several accounts.");
  private static final Member<Long> MOVED = optional("amount", Kind.AMOUNT);
  private static final Member<String> CURRENCY = required("currency", Kind.CURRENCY);
  private static final Member<Boolean> PENDING =
      optional("pending", Kind.FLAG).describedAs("Hold the money instead of moving it.");
  private static final Member<Long> TIMEOUT =
      optional(
              "timeout_seconds",
              Kind.INTEGER.shownAs(
                  "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": %d}"
                      .formatted(MOST_SECONDS)))
          .describedAs("A hold only: it expires by itself after so many seconds.");
  private static final Member<String> CODE =
      optional("code", Kind.text(MAX_CODE))
          .describedAs("The client's own code for the kind of transfer.");
  private static final Member<Map<String, String>> METADATA = optional("metadata", Kind.NOTES);
  static final Member<Boolean> LINKED =
      optional("linked", Kind.FLAG)
          .describedAs("Happens together with the next transfer of the batch or not at all.");
  private static final String EITHER =
      "Either credit_account_id with amount, or credits; an amount beside credits must be their"
          + " sum. A member that is null counts as left out.";

  public static final Form MOVE =
      Form.ofBody(
              "MoveTransfer",
              TRANSFER_ID,
              DEBIT,
              CREDIT_ACCOUNT,
              CREDITS,
              MOVED,
              CURRENCY,
              PENDING,
              TIMEOUT,
              CODE,
              METADATA)
          .describedAs(EITHER + " Without transfer_id the id follows from the idempotency key.");

  /** One of a batch, which has one key for all. */
  public static final Form BATCHED =
      Form.of(
              "BatchTransfer",
              required("transfer_id", Kind.ID),
              DEBIT,
              CREDIT_ACCOUNT,
              CREDITS,
              MOVED,
              CURRENCY,
              PENDING,
              TIMEOUT,
              CODE,
              METADATA,
              LINKED)
          .describedAs(EITHER);

  static final Member<String> ACCOUNT =
      optional("debit_account_id", Kind.ID)
          .describedAs(
              "Needed where transfers of several accounts have the id: the account that pays. Where"
                  + " a system account pays several, the first account that is paid.");
  static final Member<Long> AMOUNT = optional("amount", Kind.AMOUNT.then(TransferForm::positive));
  static final Member<String> REASON =
      required("reason", Kind.text(TransferKey.MAX_REASON).then(TransferForm::saying))
          .describedAs("Why, for people.");

  public static final Form POST =
      Form.ofBody("PostHold", AMOUNT, ACCOUNT)
          .describedAs(
              "Without an amount the whole hold is posted; the rest of a smaller one is released.");
  public static final Form VOID = Form.ofBody("VoidHold", ACCOUNT);
  public static final Form REVERSE =
      Form.ofBody(
          "ReverseTransfer",
          AMOUNT.describedAs("How much goes back, in minor units; by default all that is left."),
          REASON,
          ACCOUNT);

  private TransferForm() {}

  /**
   * @param derivedId names the transfer where the client does not; null: the client must
   */
  static TransferCommand read(Fields body, @Nullable String derivedId) {
    String given = derivedId == null ? body.get(TRANSFER_ID) : body.find(TRANSFER_ID);
    return TransferCommand.newBuilder()
        .setTransferId(given == null ? String.valueOf(derivedId) : given)
        .setKind(body.find(PENDING, false) ? TransferKind.HOLD : TransferKind.DIRECT)
        .setDebitAccountId(body.get(DEBIT))
        .setCredits(credits(body))
        .setCurrency(body.get(CURRENCY))
        .setTimeoutSeconds(body.find(TIMEOUT))
        .setCode(body.find(CODE))
        .setMetadata(body.find(METADATA, Map.of()))
        .setRequestId(newRequestId())
        .build();
  }

  /**
   * What is wrong with a transfer whatever the books say, and so before it is sent; empty: nothing.
   * A fault of a leg names it, as in {@code credits[1].amount}, within the transfer's own object.
   */
  static Optional<Problem> malformation(Fields body, TransferCommand command) {
    Refusal refusal = Malformed.transfer(command);
    if (refusal == null) {
      return Optional.empty();
    }
    Problem problem = Refusals.malformed(refusal);
    String leg = body.has(CREDITS) ? leg(refusal.code(), command) : null;
    return Optional.of(
        leg == null
            ? problem
            : Problem.ofField(problem.status(), problem.code(), leg, problem.detail()));
  }

  private static @Nullable String leg(String code, TransferCommand command) {
    for (int i = 0; i < command.getCredits().size(); i++) {
      Credit credit = command.getCredits().get(i);
      String place = "credits[" + i + "].";
      if (code.equals(RefusalCode.AMOUNT_MUST_BE_POSITIVE.code()) && credit.getAmountMinor() <= 0) {
        return place + "amount";
      }
      if (code.equals(RefusalCode.ACCOUNTS_MUST_BE_DIFFERENT.code())
          && credit.getAccountId().equals(command.getDebitAccountId())) {
        return place + "account_id";
      }
    }
    return null;
  }

  static String newRequestId() {
    return UUID.randomUUID().toString();
  }

  private static List<Credit> credits(Fields body) {
    if (!body.has(CREDITS)) {
      return List.of(new Credit(body.get(CREDIT_ACCOUNT), body.get(MOVED)));
    }
    if (body.has(CREDIT_ACCOUNT)) {
      throw Problems.malformed(
          "field_conflict", body.path(CREDITS), "Give either credit_account_id or credits.");
    }
    List<Credit> credits =
        body.get(CREDITS).stream()
            .map(Fields::known)
            .map(credit -> new Credit(credit.get(CREDITED_ID), credit.get(CREDITED)))
            .toList();
    requireSum(body, credits);
    return credits;
  }

  private static void requireSum(Fields body, List<Credit> credits) {
    Long amount = body.find(MOVED);
    if (amount == null) {
      return;
    }
    BigInteger sum =
        credits.stream()
            .map(credit -> BigInteger.valueOf(credit.getAmountMinor()))
            .reduce(BigInteger.ZERO, BigInteger::add);
    if (!sum.equals(BigInteger.valueOf(amount))) {
      throw Problems.malformed(
          "field_conflict", body.path(MOVED), "It must be the sum of the credits, or left out.");
    }
  }

  private static long positive(long amount, String place) {
    if (amount <= 0) {
      Refusal refusal = RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + amount);
      throw new ProblemException(Refusals.malformed(refusal));
    }
    return amount;
  }

  private static String saying(String reason, String place) {
    if (reason.isBlank()) {
      throw Problems.malformed("field_malformed", place, "It must say something.");
    }
    return reason;
  }
}
