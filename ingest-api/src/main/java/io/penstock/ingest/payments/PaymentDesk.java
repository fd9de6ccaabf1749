package io.penstock.ingest.payments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.payments.PartySearches;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.requests.Call;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.Ids;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.Topics;
import io.penstock.views.CommittedViews;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.PaymentMark;
import io.penstock.views.PaymentAnswer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
      return PaymentReply.unknownPayment(command, call.path()).answer("");
    }
    String requestId = command.getRequestId();
    producer.deliver(Topics.PAYMENT_COMMANDS, paymentId, command);
    Optional<PaymentAnswer> seen =
        Deadline.in(call.patience())
            .await(
                wait -> views.paymentAnswer(paymentId, requestId, wait),
                answer -> PaymentReply.isDecided(answer, command));
    return seen.filter(answer -> PaymentReply.isDecided(answer, command))
        .map(answer -> PaymentReply.of(answer, command, call.path()))
        .map(reply -> reply.logged("payment_id", paymentId, command.getAction(), requestId))
        .orElseGet(() -> processing(command, seen))
        .answer(location(command));
  }

  /** What the views know of a new payment's owners: the topology looks up only what is missing. */
  PartyAccounts accounts(PaymentCreation creation) {
    String currency = creation.getCurrency();
    String user = creation.getPayerAccountId() == null ? creation.getUserId() : null;
    return new PartyAccounts(
        user == null ? null : found(user, owned -> PartySearches.payerAccount(owned, currency)),
        found(creation.getMerchantId(), owned -> PartySearches.merchantAccount(owned, currency)));
  }

  private @Nullable String found(
      String ownerId, Function<List<AccountOwner>, Optional<String>> search) {
    try {
      return search.apply(views.accountsOf(ownerId)).orElse(null);
    } catch (RuntimeException e) {
      LOG.debug("The views cannot tell an owner's account; the topology will", e);
      return null;
    }
  }

  private static CommandReply processing(PaymentCommand command, Optional<PaymentAnswer> seen) {
    ObjectNode body =
        seen.flatMap(answer -> PaymentReply.resource(answer, command))
            .orElseGet(() -> accepted(command));
    ConsistencyToken token =
        seen.map(ConsistencyToken::of)
            .filter(known -> known.encoded().isPresent())
            .orElseGet(() -> ConsistencyToken.of(new PaymentMark(command.getPaymentId(), 1)));
    return new CommandReply(202, body, token);
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
}
