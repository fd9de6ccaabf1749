package io.penstock.ingest.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.commands.Refusals;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.transfers.HoldSearch.Hold;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.CommandMark;
import io.penstock.views.TransferJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves and holds money; posts and voids what is held; reverses what was posted. */
public final class TransferCalls {
  private final TransferDesk desk;

  public TransferCalls(TransferDesk desk) {
    this.desk = desk;
  }

  public Supplier<Answer> move(Call call) {
    Fields body = call.body();
    TransferCommand command = TransferForm.read(body, call.key().derivedId("tr", "transfer"));
    Optional<Problem> malformation = TransferForm.malformation(body, command);
    if (malformation.isPresent()) {
      throw new ProblemException(malformation.get());
    }
    boolean namedByClient = body.has(TransferForm.TRANSFER_ID);
    boolean inLegs = body.has(TransferForm.CREDITS);
    return () -> move(call, command, namedByClient, inLegs);
  }

  private Answer move(Call call, TransferCommand asked, boolean namedByClient, boolean inLegs) {
    if (namedByClient) {
      Optional<Problem> otherScope = desk.otherScope(asked);
      if (otherScope.isPresent()) {
        throw new ProblemException(otherScope.get());
      }
    }
    TransferCommand command = desk.doubting(asked, desk.newLookUps());
    String scope = TransferDesk.scopeOf(command);
    String transferId = command.getTransferId();
    CommandProducer.await(desk.send(command, scope));
    return desk.outcome(command, scope, Deadline.in(call.patience()))
        .map(decided -> CommandReply.of(decided, transferId, call.path(), inLegs))
        .orElseGet(() -> processing(transferId, scope))
        .answer(location(transferId));
  }

  public Supplier<Answer> post(Call call) {
    Fields body = call.body();
    Long amount = body.find(TransferForm.AMOUNT);
    String account = body.find(TransferForm.ACCOUNT);
    return () -> resolve(call, TransferKind.POST, account, amount);
  }

  public Supplier<Answer> voidHold(Call call) {
    String account = call.body().find(TransferForm.ACCOUNT);
    return () -> resolve(call, TransferKind.VOID, account, null);
  }

  public Supplier<Answer> reverse(Call call) {
    Fields body = call.body();
    Long amount = body.find(TransferForm.AMOUNT);
    String reason = body.get(TransferForm.REASON);
    String account = body.find(TransferForm.ACCOUNT);
    return () -> reverse(call, account, amount, reason);
  }

  private Answer reverse(
      Call call, @Nullable String account, @Nullable Long amount, String reason) {
    Hold original =
        desk.holds().find(call.pathId(), account, RefusalCode.ORIGINAL_TRANSFER_NOT_FOUND);
    TransferCommand command = reversal(call, original, amount, reason);
    String key = original.scope().scopeAccountId();
    String reversalId = command.getTransferId();
    CommandProducer.await(desk.send(command, key));
    String scope = TransferKey.scope(command, key);
    return desk.outcome(command, scope, Deadline.in(call.patience()))
        .map(decided -> CommandReply.of(decided, reversalId, call.path(), false))
        .orElseGet(() -> processing(reversalId, scope))
        .answer(location(reversalId));
  }

  /** Whom it credited is shown of every transfer that can be reversed; the ledger checks it. */
  private static TransferCommand reversal(
      Call call, Hold original, @Nullable Long amount, String reason) {
    if (original.found().isEmpty()) {
      // A hold would be asked of the ledger; whom a transfer credited only its record tells.
      String code = RefusalCode.ORIGINAL_TRANSFER_NOT_FOUND.code();
      throw Problems.refused(404, code, "There is no transfer with this id of that account.");
    }
    List<Credit> credits = original.found().get().getCredits();
    if (credits.size() != 1) {
      Refusal refusal =
          RefusalCode.ORIGINAL_TRANSFER_NOT_REVERSIBLE.because(
              "Only a transfer of one credit can be reversed.");
      throw Problems.refused(Refusals.status(refusal.reason()), refusal.code(), refusal.detail());
    }
    return TransferCommand.newBuilder()
        .setTransferId(call.key().derivedId("rv", call.path()))
        .setKind(TransferKind.REVERSE)
        .setDebitAccountId(credits.getFirst().getAccountId())
        .setReverses(call.pathId())
        .setReversesDebitAccountId(original.scope().debitAccountId())
        .setCurrency(original.currency())
        .setAmountMinor(amount)
        .setReason(reason)
        .setRequestId(TransferForm.newRequestId())
        .build();
  }

  private Answer resolve(
      Call call, TransferKind kind, @Nullable String account, @Nullable Long amount) {
    String holdId = call.pathId();
    Hold hold = desk.holds().find(holdId, account, RefusalCode.PENDING_TRANSFER_NOT_FOUND);
    TransferCommand command = resolution(call, kind, hold, amount);
    String scope = hold.scope().scopeAccountId();
    Deadline deadline = Deadline.in(call.patience());
    CommandProducer.await(desk.send(command, scope));
    Optional<CommandReply> outcome =
        desk.outcome(command, scope, deadline)
            .map(decided -> CommandReply.of(decided, holdId, call.path(), false));
    if (outcome.isPresent() && !outcome.get().isRefusal()) {
      ConsistencyToken token = outcome.get().token();
      outcome =
          desk.resolved(holdId, scope, deadline)
              .map(after -> new CommandReply(201, TransferJson.of(after), token));
    }
    CommandReply unseen = processing(command.getTransferId(), scope);
    return outcome
        .orElseGet(() -> new CommandReply(202, hold.json(holdId), unseen.token()))
        .answer(location(holdId));
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

  private static CommandReply processing(String transferId, String scope) {
    var token = ConsistencyToken.of(new CommandMark(transferId, scope));
    return CommandReply.processing("transfer_id", transferId, token);
  }

  private static String location(String transferId) {
    return "/transfers/" + transferId;
  }
}
