package io.penstock.domain;

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

  private TransferKey() {}

  /**
   * The scope account: the key that the command must have. The debit account, or the first credit
   * account where the debit is a system account. Null where the command itself does not tell (a
   * POST or VOID of a hold on a system account): then its key says where the hold is.
   */
  public static @Nullable String of(TransferCommand command) {
    if (!SystemAccounts.isSystem(command.getDebitAccountId())) {
      return command.getDebitAccountId();
    }
    return switch (command.getKind()) {
      case DIRECT, HOLD ->
          command.getCredits().isEmpty() ? null : command.getCredits().getFirst().getAccountId();
      case POST, VOID, REVERSE -> null;
    };
  }

  /** What is malformed about a command, other than its transfer id; null: nothing. */
  public static @Nullable Refusal malformation(TransferCommand command) {
    if (!Ids.isValid(command.getDebitAccountId())
        || command.getCredits().stream().anyMatch(c -> !Ids.isValid(c.getAccountId()))) {
      return new Refusal("id_malformed", "an account id is not " + Ids.RULE);
    }
    Refusal notes = Metadata.malformation(command.getMetadata());
    if (notes != null) {
      return notes;
    }
    if (tooLong(command.getCode()) || tooLong(command.getRequestId())) {
      return new Refusal("too_long", "code or request_id exceed what the schema says");
    }
    Long timeout = command.getTimeoutSeconds();
    if (timeout != null && (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS)) {
      return new Refusal("timeout_out_of_range", "timeout_seconds must be 1 to 31536000");
    }
    if (command.getKind() == TransferKind.REVERSE || !command.getLinked().isEmpty()) {
      return new Refusal("kind_not_supported", "reversals and chains are not decided yet");
    }
    return ofKind(command);
  }

  private static @Nullable Refusal ofKind(TransferCommand command) {
    boolean resolves =
        command.getKind() == TransferKind.POST || command.getKind() == TransferKind.VOID;
    int credits = command.getCredits().size();
    if (resolves != (command.getPendingId() != null) || !isIdOrNull(command.getPendingId())) {
      return new Refusal(
          "pending_id_malformed", "pending_id belongs to POST and VOID, and only there");
    }
    if (credits > MAX_CREDITS
        || (credits == 0 && !resolves)
        || (credits > 0 && command.getKind() == TransferKind.VOID)) {
      return new Refusal(
          "credits_malformed", "DIRECT and HOLD have 1 to 64 credits, POST 0 to 64, VOID none");
    }
    if (command.getAmountMinor() != null
        && (command.getKind() != TransferKind.POST || credits > 0)) {
      return new Refusal("amount_malformed", "amount_minor belongs to a POST without credits");
    }
    return null;
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
