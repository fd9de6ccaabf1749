package io.penstock.ingest.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.Problem;
import io.penstock.ingest.commands.CommittedViews.Seen;
import io.penstock.ingest.commands.Outcome;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a payment's flow decided, as HTTP says it. */
public final class PaymentOutcome {
  private static final String PAYMENT_ID = "payment_id";

  private PaymentOutcome() {}

  /** Refused, or carried out and at rest. */
  static boolean isDecided(Seen answer, PaymentCommand command) {
    boolean atRest =
        answer.json().path("at_rest").asBoolean() && resource(answer, command).isObject();
    return answer.json().hasNonNull("code") || atRest;
  }

  /** The refund or payment as it stands; missing where there is none. */
  static JsonNode resource(Seen answer, PaymentCommand command) {
    return answer.json().path(command.getAction() == PaymentAction.REFUND ? "refund" : "payment");
  }

  /**
   * @param instance the request's path
   */
  static Outcome of(Seen answer, PaymentCommand command, String instance) {
    if (answer.json().hasNonNull("code")) {
      String code = answer.text("code");
      int status = PaymentRefusals.ofCommand(code);
      ObjectNode problem =
          problem(status, code, answer.text("detail"), command.getAction(), instance);
      return refused(problem, answer, command);
    }
    JsonNode resource = resource(answer, command);
    if (!failed(command.getAction(), resource.path("status").asText())) {
      return new Outcome(201, resource, answer.consistencyToken());
    }
    String code = resource.path("failure_reason").asText("payment_failed");
    int status = PaymentRefusals.status(code, isByCard(answer));
    String detail = resource.path("failure_detail").asText();
    return refused(problem(status, code, detail, command.getAction(), instance), answer, command);
  }

  /** For an id that no payment can have. */
  static Outcome unknownPayment(PaymentCommand command, String instance) {
    ObjectNode problem =
        problem(
            404,
            "payment_not_found",
            "There is no payment with this id.",
            command.getAction(),
            instance);
    return new Outcome(404, problem.put(PAYMENT_ID, command.getPaymentId()), null);
  }

  /** Whether what was asked for did not come about. */
  private static boolean failed(PaymentAction action, String status) {
    return switch (action) {
      case CREATE -> Set.of("failed", "flagged_fraud").contains(status);
      case CAPTURE -> Set.of("failed", "flagged_fraud", "cancelled").contains(status);
      case REFUND -> status.equals("failed");
      case CANCEL -> false;
    };
  }

  private static boolean isByCard(Seen answer) {
    return answer.json().path("refund").hasNonNull("psp")
        || answer.json().at("/payment/payment_method/type").asText().equals("card");
  }

  private static ObjectNode problem(
      int status, String code, String detail, PaymentAction action, String instance) {
    Problem bare = Problem.of(status, code, detail);
    String sentence = detail.isEmpty() ? bare.title() + "." : detail;
    @Nullable String field = PaymentRefusals.field(code, action);
    return new Problem(status, code, sentence, field).toObject(instance);
  }

  private static Outcome refused(ObjectNode problem, Seen answer, PaymentCommand command) {
    problem.put(PAYMENT_ID, command.getPaymentId());
    JsonNode payment = answer.json().path("payment");
    if (payment.hasNonNull("status")) {
      problem.set("payment_status", payment.path("status"));
    }
    if (command.getAction() == PaymentAction.REFUND) {
      problem.put("refund_id", command.getRefundId());
      JsonNode refund = answer.json().path("refund");
      if (refund.hasNonNull("status")) {
        problem.set("refund_status", refund.path("status"));
      }
    }
    return new Outcome(problem.path("status").asInt(), problem, answer.consistencyToken());
  }
}
