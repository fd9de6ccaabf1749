package io.penstock.ingest.payments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.Refusal;
import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.payments.PaymentCommands;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
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
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, captures, cancels and refunds payments. */
public final class PaymentCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentCalls.class);

  private final CommandProducer producer;
  private final CommittedViews views;

  public PaymentCalls(CommandProducer producer, CommittedViews views) {
    this.producer = producer;
    this.views = views;
  }

  public Supplier<Answer> create(Call call) {
    Fields body = call.body();
    PaymentCreation creation = PaymentForm.creation(body);
    String given = PaymentForm.idOrNull(body);
    String paymentId = given == null ? call.key().derivedId("pay", "payment") : given;
    PaymentCommand asked = command(paymentId, PaymentAction.CREATE).setCreation(creation).build();
    requireWellFormed(asked);
    return () -> {
      PartyAccounts accounts = accounts(creation);
      return decide(call, PaymentCommand.newBuilder(asked).setAccounts(accounts).build());
    };
  }

  public Supplier<Answer> capture(Call call) {
    Fields body = call.body();
    PaymentCommand command =
        command(call.pathId(), PaymentAction.CAPTURE)
            .setAmountMinor(body.find(PaymentForm.AMOUNT))
            .setCommandId(call.key().derivedId("cap", call.path()))
            .build();
    return answer(call, command);
  }

  public Supplier<Answer> cancel(Call call) {
    Fields body = call.body();
    PaymentCommand command =
        command(call.pathId(), PaymentAction.CANCEL)
            .setReason(body.find(PaymentForm.REASON))
            .setCommandId(call.key().derivedId("can", call.path()))
            .build();
    return answer(call, command);
  }

  public Supplier<Answer> refund(Call call) {
    Fields body = call.body();
    String given = body.find(PaymentForm.REFUND_ID);
    PaymentCommand command =
        command(body.get(PaymentForm.PAYMENT_ID), PaymentAction.REFUND)
            .setRefundId(given == null ? call.key().derivedId("ref", "refund") : given)
            .setAmountMinor(body.find(PaymentForm.AMOUNT))
            .setReason(body.find(PaymentForm.REASON))
            .build();
    return answer(call, command);
  }

  private Supplier<Answer> answer(Call call, PaymentCommand command) {
    requireWellFormed(command);
    return () -> decide(call, command);
  }

  private static void requireWellFormed(PaymentCommand command) {
    Refusal malformed = PaymentCommands.malformation(command);
    if (malformed != null) {
      String field = PaymentReply.fieldOf(malformed.reason(), command);
      throw new ProblemException(new Problem(400, malformed.code(), malformed.detail(), field));
    }
  }

  private static PaymentCommand.Builder command(String paymentId, PaymentAction action) {
    return PaymentCommand.newBuilder()
        .setPaymentId(paymentId)
        .setAction(action)
        .setRequestId(UUID.randomUUID().toString());
  }

  private Answer decide(Call call, PaymentCommand command) {
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
  private PartyAccounts accounts(PaymentCreation creation) {
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
