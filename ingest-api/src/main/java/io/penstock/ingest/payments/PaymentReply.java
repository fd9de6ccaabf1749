package io.penstock.ingest.payments;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.FailureCode;
import io.penstock.domain.FailureCode.ForeignCode;
import io.penstock.domain.FailureCode.OtherContent;
import io.penstock.domain.RefusalCode;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Refusals;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import io.penstock.views.PaymentAnswer;
import io.penstock.views.PaymentJson;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a payment's flow decided, as HTTP says it, and which member of a command is at fault where
 * it failed.
 */
final class PaymentReply {

  private static final String TOKEN = "payment_method.token";
  private static final Map<RefusalCode, String> FIELDS =
      Map.ofEntries(
          entry(RefusalCode.PAYER_REQUIRED, "payer_account_id"),
          entry(RefusalCode.MERCHANT_NOT_FOUND, "merchant_id"),
          entry(RefusalCode.PAYER_AND_MERCHANT_MUST_BE_DIFFERENT, "merchant_id"),
          entry(RefusalCode.CURRENCY_UNKNOWN, "currency"),
          entry(RefusalCode.TOKEN_REQUIRED, TOKEN),
          entry(RefusalCode.AMOUNT_MUST_BE_POSITIVE, "amount"),
          entry(RefusalCode.AMOUNT_NOT_CHARGEABLE, "amount"),
          entry(RefusalCode.EXCEEDS_AUTHORIZED_AMOUNT, "amount"),
          entry(RefusalCode.REFUND_EXCEEDS_CAPTURED, "amount"),
          entry(RefusalCode.INSUFFICIENT_FUNDS, "amount"));

  /** Members of a refund, whose payment stands in the body and not in the path. */
  private static final Map<RefusalCode, String> FIELDS_OF_REFUNDS =
      Map.of(
          RefusalCode.PAYMENT_NOT_FOUND, "payment_id",
          RefusalCode.PAYMENT_NOT_REFUNDABLE, "payment_id");

  private PaymentReply() {}

  /** Refused, or carried out and at rest. */
  static boolean isDecided(PaymentAnswer answer, PaymentCommand command) {
    return answer.isRefused() || (answer.isAtRest() && resource(answer, command).isPresent());
  }

  /** The refund or payment as it stands; empty where there is none. */
  static Optional<ObjectNode> resource(PaymentAnswer answer, PaymentCommand command) {
    return command.getAction() == PaymentAction.REFUND
        ? answer.refund().map(PaymentJson::of)
        : answer.payment().map(PaymentJson::of);
  }

  /**
   * @param path of the request
   */
  static CommandReply of(PaymentAnswer answer, PaymentCommand command, String path) {
    PaymentAction action = command.getAction();
    if (answer.isRefused()) {
      FailureCode code = FailureCode.of(Objects.requireNonNullElse(answer.event().getCode(), ""));
      int status = Refusals.status(code);
      ObjectNode problem = problem(status, code, answer.event().getDetail(), action, path);
      return refused(problem, answer, command);
    }
    if (!hasFailed(answer, action)) {
      ObjectNode resource = resource(answer, command).orElseThrow();
      return new CommandReply(201, resource, ConsistencyToken.of(answer));
    }
    boolean isRefund = action == PaymentAction.REFUND;
    String found =
        isRefund
            ? answer.refund().map(Refund::getFailureCode).orElse(null)
            : answer.payment().map(Payment::getFailureCode).orElse(null);
    String detail =
        isRefund
            ? answer.refund().map(Refund::getFailureDetail).orElse(null)
            : answer.payment().map(Payment::getFailureDetail).orElse(null);
    FailureCode code = FailureCode.of(Objects.requireNonNullElse(found, "payment_failed"));
    int status = statusOf(code, isByCard(answer));
    return refused(problem(status, code, detail, action, path), answer, command);
  }

  /** For an id that no payment can have. */
  static CommandReply unknownPayment(PaymentCommand command, String path) {
    String detail = "There is no payment with this id.";
    ObjectNode problem =
        problem(404, RefusalCode.PAYMENT_NOT_FOUND, detail, command.getAction(), path);
    return CommandReply.refused(
        problem.put("payment_id", command.getPaymentId()), ConsistencyToken.NONE);
  }

  /** Whether what was asked for did not come about. */
  private static boolean hasFailed(PaymentAnswer answer, PaymentAction action) {
    Optional<PaymentStatus> payment = answer.payment().map(Payment::getStatus);
    return switch (action) {
      case CREATE -> payment.filter(PaymentReply::isFailure).isPresent();
      case CAPTURE ->
          payment
              .filter(status -> isFailure(status) || status == PaymentStatus.CANCELLED)
              .isPresent();
      case REFUND ->
          answer.refund().filter(refund -> refund.getStatus() == RefundStatus.FAILED).isPresent();
      case CANCEL -> false;
    };
  }

  private static boolean isFailure(PaymentStatus status) {
    return status == PaymentStatus.FAILED || status == PaymentStatus.FLAGGED_FRAUD;
  }

  private static boolean isByCard(PaymentAnswer answer) {
    return answer.refund().map(Refund::getPsp).isPresent()
        || answer.payment().filter(PaymentReply::isByCard).isPresent();
  }

  private static boolean isByCard(Payment payment) {
    return payment.getCreation().getFunding() == Funding.CARD;
  }

  private static ObjectNode problem(
      int status, FailureCode code, @Nullable String detail, PaymentAction action, String path) {
    return CommandReply.problem(status, code, detail, field(code, action), path);
  }

  private static CommandReply refused(
      ObjectNode problem, PaymentAnswer answer, PaymentCommand command) {
    problem.put("payment_id", command.getPaymentId());
    answer
        .payment()
        .ifPresent(now -> problem.put("payment_status", Json.lowerCase(now.getStatus())));
    if (command.getAction() == PaymentAction.REFUND) {
      problem.put("refund_id", command.getRefundId());
      answer
          .refund()
          .ifPresent(now -> problem.put("refund_status", Json.lowerCase(now.getStatus())));
    }
    return CommandReply.refused(problem, ConsistencyToken.of(answer));
  }

  /**
   * The status of what a payment or refund failed with. Nothing of it is malformed: the door took
   * it.
   *
   * @param byCard a PSP may have declined it, with any code of its own
   */
  private static int statusOf(FailureCode code, boolean byCard) {
    int declined = byCard ? 402 : 422;
    return switch (code) {
      case RefusalCode own ->
          switch (own.kind()) {
            case MALFORMED -> 422;
            case AT_PSP -> declined;
            case NOT_FOUND, CONFLICT, DECLINED, RULE, UNAVAILABLE -> Refusals.status(own);
          };
      case OtherContent _ -> 422;
      case ForeignCode _ -> declined;
    };
  }

  /** The member of a malformed command that is at fault, where there is one. */
  static @Nullable String fieldOf(FailureCode code, PaymentCommand command) {
    PaymentCreation asked = command.getCreation();
    if (code == RefusalCode.FIELD_CONFLICT) {
      boolean twoPayers =
          asked != null && asked.getUserId() != null && asked.getPayerAccountId() != null;
      return twoPayers ? "user_id" : TOKEN;
    }
    return code == RefusalCode.FIELD_MALFORMED ? TOKEN : field(code, command.getAction());
  }

  /** The member at fault, where there is one. */
  private static @Nullable String field(FailureCode code, PaymentAction action) {
    return switch (code) {
      case RefusalCode own ->
          action == PaymentAction.REFUND && FIELDS_OF_REFUNDS.containsKey(own)
              ? FIELDS_OF_REFUNDS.get(own)
              : FIELDS.get(own);
      case OtherContent other -> other.field();
      case ForeignCode _ -> null;
    };
  }
}
