package io.penstock.ingest.accounts;

import io.penstock.domain.Refusal;
import io.penstock.domain.accounts.AccountChecks;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.Refusals;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Topics;
import io.penstock.views.CommittedViews;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.AccountCommandMark;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens accounts, updates them and changes their status. */
public final class AccountCalls {
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final CommandProducer producer;
  private final CommittedViews views;

  public AccountCalls(CommandProducer producer, CommittedViews views) {
    this.producer = producer;
    this.views = views;
  }

  public Supplier<Answer> open(Call call) {
    Fields body = call.body();
    long limit = body.find(AccountForm.OVERDRAFT_LIMIT, 0L);
    AccountOpening opening =
        AccountOpening.newBuilder()
            .setOwnerId(body.get(AccountForm.OWNER_ID))
            .setType(body.get(AccountForm.TYPE))
            .setCurrency(body.get(AccountForm.CURRENCY))
            .setOverdraftLimitMinor(limit)
            .setMetadata(body.find(AccountForm.METADATA, Map.of()))
            .build();
    String accountId = body.get(AccountForm.ACCOUNT_ID);
    return decided(call, command(call, accountId, AccountAction.OPEN, opening, null), CREATED);
  }

  public Supplier<Answer> update(Call call) {
    Fields body = call.body();
    AccountUpdate update =
        AccountUpdate.newBuilder()
            .setOverdraftLimitMinor(body.find(AccountForm.OVERDRAFT_LIMIT))
            .setMetadata(body.find(AccountForm.NEW_METADATA, Map.of()))
            .build();
    return decided(call, command(call, call.pathId(), AccountAction.UPDATE, null, update), OK);
  }

  private Supplier<Answer> decided(Call call, AccountCommand command, int done) {
    Refusal malformed = AccountChecks.malformation(command);
    if (malformed != null) {
      throw new ProblemException(Refusals.malformed(malformed));
    }
    return () -> decide(call, command, done);
  }

  public Supplier<Answer> change(Call call, AccountAction action) {
    return decided(call, command(call, call.pathId(), action, null, null), CREATED);
  }

  private static AccountCommand command(
      Call call,
      String accountId,
      AccountAction action,
      @Nullable AccountOpening opening,
      @Nullable AccountUpdate update) {
    return AccountCommand.newBuilder()
        .setCommandId(call.key().derivedId("ac", call.path()))
        .setAccountId(accountId)
        .setAction(action)
        .setOpening(opening)
        .setUpdate(update)
        .setRequestId(UUID.randomUUID().toString())
        .build();
  }

  private Answer decide(Call call, AccountCommand command, int done) {
    String accountId = command.getAccountId();
    String commandId = command.getCommandId();
    String requestId = command.getRequestId();
    producer.deliver(Topics.ACCOUNT_COMMANDS, accountId, command);
    return Deadline.in(call.patience())
        .await(wait -> views.accountAnswer(accountId, commandId, requestId, wait))
        .map(outcome -> CommandReply.of(outcome, call.path(), done))
        .map(reply -> reply.logged("account_id", accountId, command.getAction(), requestId))
        .orElseGet(() -> processing(accountId, commandId))
        .answer("/accounts/" + accountId);
  }

  private static CommandReply processing(String accountId, String commandId) {
    var token = ConsistencyToken.of(new AccountCommandMark(accountId, commandId));
    return CommandReply.processing("account_id", accountId, token);
  }
}
