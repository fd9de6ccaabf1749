package io.penstock.ingest.payments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.DecisionToken;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommittedViews;
import io.penstock.ingest.commands.CommittedViews.Seen;
import io.penstock.ingest.commands.CommittedViews.ViewsUnavailableException;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.Deliveries;
import io.penstock.ingest.commands.Outcome;
import io.penstock.ingest.commands.Patience;
import io.penstock.ingest.requests.Call;
import io.penstock.schemas.Ids;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.Topics;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a payment's command to its flow and brings the answer back. */
public final class PaymentDesk {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentDesk.class);

  private final CommandProducer producer;
  private final CommittedViews views;

  public PaymentDesk(CommandProducer producer, CommittedViews views) {
    this.producer = producer;
    this.views = views;
  }

  Answer answer(Call call, PaymentCommand command) {
    String paymentId = command.getPaymentId();
    if (!Ids.isPaymentId(paymentId)) {
      // No flow takes such an id.
      return PaymentOutcome.unknownPayment(command, call.path()).answer("");
    }
    Deliveries.await(producer.send(Topics.PAYMENT_COMMANDS, paymentId, command));
    Optional<Seen> seen =
        Patience.await(
            Deadline.in(call.patience()),
            wait -> views.paymentAnswer(paymentId, command.getRequestId(), wait),
            answer -> PaymentOutcome.isDecided(answer, command));
    return seen.filter(answer -> PaymentOutcome.isDecided(answer, command))
        .map(answer -> PaymentOutcome.of(answer, command, call.path()))
        .map(outcome -> logged(outcome, command).answer(location(command)))
        .orElseGet(() -> processing(command, seen));
  }

  /** What the views know of a new payment's owners: the topology looks up only what is missing. */
  PartyAccounts accounts(PaymentCreation creation) {
    String currency = creation.getCurrency();
    String user = creation.getPayerAccountId() == null ? creation.getUserId() : null;
    return new PartyAccounts(
        user == null ? null : found(() -> views.payerAccount(user, currency)),
        found(() -> views.merchantAccount(creation.getMerchantId(), currency)));
  }

  private static @Nullable String found(Supplier<Optional<String>> lookUp) {
    try {
      return lookUp.get().orElse(null);
    } catch (ViewsUnavailableException e) {
      LOG.debug("The views cannot tell an owner's account; the topology will", e);
      return null;
    }
  }

  private static Answer processing(PaymentCommand command, Optional<Seen> seen) {
    String body =
        seen.map(answer -> PaymentOutcome.resource(answer, command))
            .filter(resource -> resource.isObject())
            .map(resource -> resource.toString())
            .orElseGet(() -> accepted(command).toString());
    Answer answer =
        Answer.processing(location(command), body, DecisionToken.ofPayment(command.getPaymentId()));
    String token = seen.map(Seen::consistencyToken).orElse(null);
    return token == null ? answer : answer.with(Answer.CONSISTENCY_TOKEN, token);
  }

  /** What is known of a command that Kafka has taken and nobody has decided. */
  private static ObjectNode accepted(PaymentCommand command) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    String status =
        switch (command.getAction()) {
          case CREATE -> "initiated";
          case CAPTURE, CANCEL -> "pending";
          case REFUND -> {
            json.put("refund_id", command.getRefundId());
            yield "pending";
          }
        };
    return json.put("payment_id", command.getPaymentId()).put("status", status);
  }

  private static String location(PaymentCommand command) {
    return command.getAction() == PaymentAction.REFUND
        ? "/refunds/" + command.getRefundId() + "?payment_id=" + command.getPaymentId()
        : "/payments/" + command.getPaymentId();
  }

  private static Outcome logged(Outcome outcome, PaymentCommand command) {
    LOG.atInfo()
        .addKeyValue("payment_id", command.getPaymentId())
        .addKeyValue("action", command.getAction())
        .addKeyValue("request_id", command.getRequestId())
        .addKeyValue("http_status", outcome.status())
        .addKeyValue("code", outcome.json().path("code").asText(""))
        .log("payment command decided");
    return outcome;
  }
}
