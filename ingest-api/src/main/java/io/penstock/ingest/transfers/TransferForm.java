package io.penstock.ingest.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.transfers.Malformed;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.http.Problem;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.commands.Refusals;
import io.penstock.ingest.requests.Fields;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a transfer's JSON into its command. */
public final class TransferForm {

  /** Members of a transfer. */
  public static final Set<String> FIELDS =
      Set.of(
          "transfer_id",
          "debit_account_id",
          "credit_account_id",
          "credits",
          "amount",
          "currency",
          "pending",
          "timeout_seconds",
          "code",
          "metadata");

  private static final Set<String> CREDIT_FIELDS = Set.of("account_id", "amount");
  private static final int MAX_CURRENCY = 16;
  private static final int MAX_CODE = 64;

  private TransferForm() {}

  /**
   * @param derivedId names the transfer where the client does not; null: the client must
   */
  static TransferCommand read(Fields body, @Nullable String derivedId) {
    String given = derivedId == null ? body.id("transfer_id") : body.idOrNull("transfer_id");
    return TransferCommand.newBuilder()
        .setTransferId(given == null ? String.valueOf(derivedId) : given)
        .setKind(body.flag("pending") ? TransferKind.HOLD : TransferKind.DIRECT)
        .setDebitAccountId(body.id("debit_account_id"))
        .setCredits(credits(body))
        .setCurrency(body.text("currency", MAX_CURRENCY))
        .setTimeoutSeconds(body.integerOrNull("timeout_seconds"))
        .setCode(body.textOrNull("code", MAX_CODE))
        .setMetadata(body.notes("metadata"))
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
    String leg = body.has("credits") ? leg(refusal.code(), command) : null;
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
    if (!body.has("credits")) {
      return List.of(new Credit(body.id("credit_account_id"), body.amount("amount")));
    }
    if (body.has("credit_account_id")) {
      throw Problems.malformed(
          "field_conflict", body.path("credits"), "Give either credit_account_id or credits.");
    }
    List<Credit> credits =
        body.list("credits", TransferKey.MAX_CREDITS).stream()
            .map(credit -> credit.only(CREDIT_FIELDS))
            .map(credit -> new Credit(credit.id("account_id"), credit.amount("amount")))
            .toList();
    requireSum(body, credits);
    return credits;
  }

  private static void requireSum(Fields body, List<Credit> credits) {
    Long amount = body.amountOrNull("amount");
    if (amount == null) {
      return;
    }
    BigInteger sum =
        credits.stream()
            .map(credit -> BigInteger.valueOf(credit.getAmountMinor()))
            .reduce(BigInteger.ZERO, BigInteger::add);
    if (!sum.equals(BigInteger.valueOf(amount))) {
      throw Problems.malformed(
          "field_conflict", body.path("amount"), "It must be the sum of the credits, or left out.");
    }
  }
}
