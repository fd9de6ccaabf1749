package io.penstock.ingest;

import static io.penstock.ingest.IdempotencyKey.FIELD;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.ingest.HoldSearch.Hold;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.http.Problem;
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

  private static final String ACCOUNT = "debit_account_id";

  private final TransferDesk desk;

  TransferCalls(TransferDesk desk) {
    this.desk = desk;
  }

  Supplier<Answer> move(Call call) {
    Fields body = call.body().only(MOVE_FIELDS);
    TransferCommand command = TransferForm.read(body, call.key().derivedId("tr", "transfer"));
    Optional<Problem> malformation = TransferForm.malformation(body, command);
    if (malformation.isPresent()) {
      throw new ProblemException(malformation.get());
    }
    boolean namedByClient = body.has("transfer_id");
    return () -> move(call, command, namedByClient);
  }

  private Answer move(Call call, TransferCommand asked, boolean namedByClient) {
    if (namedByClient) {
      Optional<Problem> otherScope = desk.otherScope(asked);
      if (otherScope.isPresent()) {
        throw new ProblemException(otherScope.get());
      }
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
    Fields body = call.body().only(Set.of("amount", ACCOUNT, FIELD));
    Long amount = body.amountOrNull("amount");
    if (amount != null && amount <= 0) {
      Refusal refusal = RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + amount);
      throw new ProblemException(Refusals.malformed(refusal));
    }
    String account = body.idOrNull(ACCOUNT);
    return () -> resolve(call, TransferKind.POST, account, amount);
  }

  Supplier<Answer> voidHold(Call call) {
    String account = call.body().only(Set.of(ACCOUNT, FIELD)).idOrNull(ACCOUNT);
    return () -> resolve(call, TransferKind.VOID, account, null);
  }

  private Answer resolve(
      Call call, TransferKind kind, @Nullable String account, @Nullable Long amount) {
    String holdId = call.pathId();
    Hold hold = desk.hold(holdId, account);
    TransferCommand command = resolution(call, kind, hold, amount);
    String scope = hold.scope().scopeAccountId();
    Deadline deadline = Deadline.in(call.patience());
    Deliveries.await(desk.send(command, scope));
    Optional<Outcome> outcome =
        desk.outcome(command, scope, deadline)
            .map(seen -> Outcome.ofTransfer(seen, holdId, call.path()));
    if (outcome.isPresent() && !outcome.get().isRefusal()) {
      String token = outcome.get().consistencyToken();
      outcome =
          desk.resolved(holdId, scope, deadline)
              .map(after -> new Outcome(201, shown(after.json()), token));
    }
    return outcome
        .map(decided -> decided.answer(location(holdId)))
        .orElseGet(() -> Answer.processing(location(holdId), shown(hold.shown()).toString()));
  }

  private static TransferCommand resolution(
      Call call, TransferKind kind, Hold hold, @Nullable Long amount) {
    String prefix = kind == TransferKind.POST ? "po" : "vo";
    return TransferCommand.newBuilder()
        .setTransferId(call.key().derivedId(prefix, call.path()))
        .setKind(kind)
        .setDebitAccountId(hold.scope().debitAccountId())
        .setCurrency(hold.currency())
        .setPendingId(call.pathId())
        .setAmountMinor(amount)
        .setRequestId(TransferForm.newRequestId())
        .build();
  }

  /** Without what only the door needs to know. */
  private static JsonNode shown(JsonNode transfer) {
    return transfer.<ObjectNode>deepCopy().without("scope_account_id");
  }

  private static String location(String transferId) {
    return "/transfers/" + transferId;
  }
}
