package io.penstock.domain.transfers;

import io.penstock.domain.Metadata;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Ids;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a transfer is decided, and whether its command can be understood at all. */
public final class TransferKey {
  /** Most credits of one transfer. */
  public static final int MAX_CREDITS = 64;

  /** Longest timeout of a hold: a year, in seconds. */
  public static final long MAX_TIMEOUT_SECONDS = 31_536_000;

  /** Longest reason of a reversal, in characters. */
  public static final int MAX_REASON = 256;

  private TransferKey() {}

  /**
   * The scope account: the key that the command must have. The debit account, or the first credit
   * account where the debit is a system account. Null where the command itself does not tell (a
   * POST or VOID of a hold on a system account): then its key says where the hold is. A REVERSE
   * goes where the transfer is that it reverses.
   */
  public static @Nullable String of(TransferCommand command) {
    if (command.getKind() == TransferKind.REVERSE) {
      String original = command.getReversesDebitAccountId();
      return original == null || SystemAccounts.isSystem(original)
          ? command.getDebitAccountId()
          : original;
    }
    if (!SystemAccounts.isSystem(command.getDebitAccountId())) {
      return command.getDebitAccountId();
    }
    return switch (command.getKind()) {
      case DIRECT, HOLD ->
          command.getCredits().isEmpty() ? null : command.getCredits().getFirst().getAccountId();
      case POST, VOID, REVERSE -> null;
    };
  }

  /**
   * The account for which the transfer's id is unique: its key; but a reversal's is the account
   * that pays back, and only where that is a system account the key, which is that of what it
   * reverses.
   */
  public static String scope(TransferCommand command, String key) {
    return command.getKind() == TransferKind.REVERSE
            && !SystemAccounts.isSystem(command.getDebitAccountId())
        ? command.getDebitAccountId()
        : key;
  }

  /** What is malformed about a command, other than its transfer id; null: nothing. */
  public static @Nullable Refusal malformation(TransferCommand command) {
    if (!Ids.isValid(command.getDebitAccountId())
        || command.getCredits().stream().anyMatch(c -> !Ids.isValid(c.getAccountId()))) {
      return RefusalCode.ID_MALFORMED.because("an account id is not " + Ids.RULE);
    }
    Refusal notes = Metadata.malformation(command.getMetadata());
    if (notes != null) {
      return notes;
    }
    if (tooLong(command.getCode()) || tooLong(command.getRequestId())) {
      return RefusalCode.TOO_LONG.because("code or request_id exceed what the schema says");
    }
    Long timeout = command.getTimeoutSeconds();
    if (timeout != null && (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS)) {
      return RefusalCode.TIMEOUT_OUT_OF_RANGE.because("timeout_seconds must be 1 to 31536000");
    }
    return ofKind(command);
  }

  private static @Nullable Refusal ofKind(TransferCommand command) {
    Refusal reversal = ofReversal(command);
    if (reversal != null) {
      return reversal;
    }
    boolean reverses = command.getKind() == TransferKind.REVERSE;
    boolean resolves =
        command.getKind() == TransferKind.POST || command.getKind() == TransferKind.VOID;
    int credits = command.getCredits().size();
    if (resolves != (command.getPendingId() != null) || !isIdOrNull(command.getPendingId())) {
      return RefusalCode.PENDING_ID_MALFORMED.because(
          "pending_id belongs to POST and VOID, and only there");
    }
    if (credits > MAX_CREDITS
        || (credits == 0 && !resolves && !reverses)
        || (credits > 0 && (reverses || command.getKind() == TransferKind.VOID))) {
      return RefusalCode.CREDITS_MALFORMED.because(
          "DIRECT and HOLD have 1 to 64 credits, POST 0 to 64, VOID and REVERSE none");
    }
    if (command.getAmountMinor() != null
        && !reverses
        && (command.getKind() != TransferKind.POST || credits > 0)) {
      return RefusalCode.AMOUNT_MALFORMED.because(
          "amount_minor belongs to REVERSE and to a POST without credits");
    }
    return null;
  }

  private static @Nullable Refusal ofReversal(TransferCommand command) {
    String reason = command.getReason();
    if (command.getKind() != TransferKind.REVERSE) {
      return command.getReverses() == null
              && command.getReversesDebitAccountId() == null
              && reason == null
          ? null
          : RefusalCode.REVERSAL_MALFORMED.because("reverses and reason belong to REVERSE");
    }
    if (reason == null || reason.isBlank() || reason.length() > MAX_REASON) {
      return RefusalCode.REVERSAL_MALFORMED.because(
          "REVERSE has a reason of 1 to 256 characters, not all of them blank");
    }
    return Ids.isValid(command.getReverses()) && Ids.isValid(command.getReversesDebitAccountId())
        ? null
        : RefusalCode.REVERSAL_MALFORMED.because(
            "REVERSE names a transfer and its debit account to reverse");
  }

  private static boolean tooLong(@Nullable String text) {
    return text != null && text.length() > Ids.MAX_LENGTH;
  }

  private static boolean isIdOrNull(@Nullable String id) {
    return id == null || Ids.isValid(id);
  }

  /** Sum of a command's or hold's credits, in minor units; fails on overflow. */
  static long sum(List<Credit> credits) {
    long sum = 0;
    for (Credit credit : credits) {
      sum = Math.addExact(sum, credit.getAmountMinor());
    }
    return sum;
  }
}
