package io.penstock.ingest.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.FailureCode;
import io.penstock.domain.RefusalCode;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Refusals;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import io.penstock.views.PaymentAnswer;
import io.penstock.views.PaymentJson;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a payment's flow decided, as HTTP says it. */
final class PaymentReply {

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
    int status = PaymentRefusals.ofFailure(code, isByCard(answer));
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
    return CommandReply.problem(status, code, detail, PaymentRefusals.field(code, action), path);
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
}
