package io.penstock.ingest;

import static io.penstock.ingest.IdempotencyKey.FIELD;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.ingest.CommittedViews.Seen;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.http.ProblemException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves and holds money; posts and voids what is held. */
final class TransferCalls {
  private static final Set<String> MOVE_FIELDS = new HashSet<>(TransferForm.FIELDS);

  static {
    MOVE_FIELDS.add(FIELD);
  }

  private final TransferDesk desk;

  TransferCalls(TransferDesk desk) {
    this.desk = desk;
  }

  Supplier<Answer> move(Call call) {
    Fields body = call.body().only(MOVE_FIELDS);
    TransferCommand command = TransferForm.read(body, call.key().derivedId("tr", "transfer"));
    TransferForm.malformation(body, command).ifPresent(Problems::refuse);
    boolean namedByClient = body.has("transfer_id");
    return () -> move(call, command, namedByClient);
  }

  private Answer move(Call call, TransferCommand asked, boolean namedByClient) {
    if (namedByClient) {
      desk.otherScope(asked).ifPresent(Problems::refuse);
    }
    TransferCommand command = desk.doubting(asked, desk.newLookUps());
    String scope = TransferDesk.scopeOf(command);
    String transferId = command.getTransferId();
    Deliveries.await(desk.send(command, scope));
    return desk.outcome(command, scope, Deadline.in(call.patience()))
        .map(seen -> Outcome.ofTransfer(seen, transferId, call.path()))
        .map(outcome -> outcome.answer(location(transferId)))
        .orElseGet(
            () ->
                Answer.processing(
                    location(transferId), TransferDesk.processing(transferId).toString()));
  }

  Supplier<Answer> post(Call call) {
    Fields body = call.body().only(Set.of("amount", FIELD));
    Long amount = body.amountOrNull("amount");
    if (amount != null && amount <= 0) {
      Refusal refusal = RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + amount);
      throw new ProblemException(Refusals.malformed(refusal));
    }
    return () -> resolve(call, TransferKind.POST, amount);
  }

  Supplier<Answer> voidHold(Call call) {
    call.body().only(Set.of(FIELD));
    return () -> resolve(call, TransferKind.VOID, null);
  }

  private Answer resolve(Call call, TransferKind kind, @Nullable Long amount) {
    String holdId = call.pathId();
    Seen hold =
        desk.transfer(holdId)
            .orElseThrow(
                () ->
                    Problems.refused(
                        404, "pending_transfer_not_found", "There is no transfer with this id."));
    TransferCommand command = resolution(call, kind, hold, amount);
    String scope = TransferDesk.scopeOf(hold.json());
    Deadline deadline = Deadline.in(call.patience());
    Deliveries.await(desk.send(command, scope));
    Optional<Outcome> outcome =
        desk.outcome(command, scope, deadline)
            .map(seen -> Outcome.ofTransfer(seen, holdId, call.path()));
    if (outcome.isPresent() && !outcome.get().isRefusal()) {
      String token = outcome.get().consistencyToken();
      outcome = desk.resolved(holdId, deadline).map(after -> new Outcome(201, after.json(), token));
    }
    return outcome
        .map(decided -> decided.answer(location(holdId)))
        .orElseGet(() -> Answer.processing(location(holdId), hold.json().toString()));
  }

  private static TransferCommand resolution(
      Call call, TransferKind kind, Seen hold, @Nullable Long amount) {
    String prefix = kind == TransferKind.POST ? "po" : "vo";
    return TransferCommand.newBuilder()
        .setTransferId(call.key().derivedId(prefix, call.path()))
        .setKind(kind)
        .setDebitAccountId(hold.text("debit_account_id"))
        .setCurrency(hold.text("currency"))
        .setPendingId(call.pathId())
        .setAmountMinor(amount)
        .setRequestId(TransferForm.newRequestId())
        .build();
  }

  private static String location(String transferId) {
    return "/transfers/" + transferId;
  }
}
