package io.penstock.ingest.payments;

import io.penstock.domain.Refusal;
import io.penstock.domain.payments.PaymentCommands;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes, captures, cancels and refunds payments. */
public final class PaymentCalls {
  private final PaymentDesk desk;

  public PaymentCalls(PaymentDesk desk) {
    this.desk = desk;
  }

  public Supplier<Answer> create(Call call) {
    Fields body = call.body();
    PaymentCreation creation = PaymentForm.creation(body);
    String given = PaymentForm.idOrNull(body);
    String paymentId = given == null ? call.key().derivedId("pay", "payment") : given;
    PaymentCommand asked = command(paymentId, PaymentAction.CREATE).setCreation(creation).build();
    requireWellFormed(asked);
    return () -> {
      PartyAccounts accounts = desk.accounts(creation);
      return desk.answer(call, PaymentCommand.newBuilder(asked).setAccounts(accounts).build());
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
    return () -> desk.answer(call, command);
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
}
