package io.penstock.ingest;

import static io.penstock.ingest.IdempotencyKey.FIELD;

import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes, captures, cancels and refunds payments. */
final class PaymentCalls {
  private static final Set<String> CREATION = new HashSet<>(PaymentForm.FIELDS);
  private static final int MAX_REASON = 256;

  static {
    CREATION.add(FIELD);
  }

  private final PaymentDesk desk;

  PaymentCalls(PaymentDesk desk) {
    this.desk = desk;
  }

  Supplier<Answer> create(Call call) {
    Fields body = call.body().only(CREATION);
    PaymentCreation creation = PaymentForm.creation(body);
    String given = PaymentForm.idOrNull(body);
    String paymentId = given == null ? call.key().derivedId("pay", "payment") : given;
    PaymentCommand.Builder command = command(paymentId, PaymentAction.CREATE).setCreation(creation);
    return () -> desk.answer(call, command.setAccounts(desk.accounts(creation)).build());
  }

  Supplier<Answer> capture(Call call) {
    Fields body = call.body().only(Set.of("amount", FIELD));
    PaymentCommand command =
        command(call.pathId(), PaymentAction.CAPTURE)
            .setAmountMinor(body.amountOrNull("amount"))
            .setCommandId(call.key().derivedId("cap", call.path()))
            .build();
    return () -> desk.answer(call, command);
  }

  Supplier<Answer> cancel(Call call) {
    Fields body = call.body().only(Set.of("reason", FIELD));
    PaymentCommand command =
        command(call.pathId(), PaymentAction.CANCEL)
            .setReason(body.textOrNull("reason", MAX_REASON))
            .setCommandId(call.key().derivedId("can", call.path()))
            .build();
    return () -> desk.answer(call, command);
  }

  Supplier<Answer> refund(Call call) {
    Fields body = call.body().only(Set.of("payment_id", "refund_id", "amount", "reason", FIELD));
    String given = body.idOrNull("refund_id");
    PaymentCommand command =
        command(body.id("payment_id"), PaymentAction.REFUND)
            .setRefundId(given == null ? call.key().derivedId("ref", "refund") : given)
            .setAmountMinor(body.amountOrNull("amount"))
            .setReason(body.textOrNull("reason", MAX_REASON))
            .build();
    return () -> desk.answer(call, command);
  }

  private static PaymentCommand.Builder command(String paymentId, PaymentAction action) {
    return PaymentCommand.newBuilder()
        .setPaymentId(paymentId)
        .setAction(action)
        .setRequestId(UUID.randomUUID().toString());
  }
}
