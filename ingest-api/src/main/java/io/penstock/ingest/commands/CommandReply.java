package io.penstock.ingest.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.FailureCode;
import io.penstock.http.Problem;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.AccountJson;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import io.penstock.views.ReconciliationJson;
import io.penstock.views.ResolutionAnswer;
import io.penstock.views.TransferJson;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a command, as HTTP says it.
 *
 * @param status 201 (200 of what was changed in place), 202 where it is not decided yet, or that of
 *     the problem
 * @param body the resource, or the problem
 */
public record CommandReply(int status, ObjectNode body, ConsistencyToken token) {
  private static final Logger LOG = LoggerFactory.getLogger(CommandReply.class);

  /**
   * @param path of the request
   * @param inLegs whether its credits came in a list: a refusal because of one then names it, as in
   *     {@code credits[1].account_id}
   */
  public static CommandReply of(
      TransferOutcome transfer, String transferId, String path, boolean inLegs) {
    ConsistencyToken token = ConsistencyToken.of(transfer);
    return switch (transfer.getStatus()) {
      case POSTED, PENDING, VOIDED, EXPIRED ->
          new CommandReply(201, TransferJson.of(transfer), token);
      case DECLINED, REFUSED, REVERSED -> {
        String code = TransferJson.failureCode(transfer);
        ObjectNode problem = problem(code, transfer.getFailureDetail(), path);
        Integer credit = transfer.getFailureCredit();
        if (inLegs && credit != null) {
          problem.put("field", "credits[" + credit + "].account_id");
        }
        problem.put("transfer_id", transferId);
        problem.put("transfer_status", Json.lowerCase(transfer.getStatus()));
        yield refused(problem, token);
      }
    };
  }

  /**
   * @param done the status where it was done
   */
  public static CommandReply of(AccountOutcome outcome, String path, int done) {
    AccountBalance account = outcome.getAccount();
    ConsistencyToken token = account == null ? ConsistencyToken.NONE : ConsistencyToken.of(account);
    return account != null && outcome.getFailureCode() == null
        ? new CommandReply(done, AccountJson.of(account), token)
        : refused(
            problem(outcome.getFailureCode(), outcome.getFailureDetail(), path)
                .put("account_id", outcome.getAccountId()),
            token);
  }

  public static CommandReply of(ResolutionAnswer answer, String path) {
    ResolutionOutcome outcome = answer.outcome();
    return answer.result() == null
        ? refused(
            problem(outcome.getFailureCode(), outcome.getFailureDetail(), path)
                .put("case_id", outcome.getCaseId()),
            ConsistencyToken.NONE)
        : new CommandReply(
            201, ReconciliationJson.of(answer.result()), ConsistencyToken.of(answer.result()));
  }

  /** A problem, with whatever members it has. */
  public static CommandReply refused(ObjectNode problem, ConsistencyToken token) {
    return new CommandReply(problem.path("status").asInt(), problem, token);
  }

  private static ObjectNode problem(
      @Nullable String failureCode, @Nullable String failureDetail, String path) {
    FailureCode reason = FailureCode.of(Objects.requireNonNullElse(failureCode, ""));
    return problem(Refusals.status(reason), reason, failureDetail, Refusals.field(reason), path);
  }

  /** A problem of a command's failure, which may have no words of its own. */
  public static ObjectNode problem(
      int status, FailureCode code, @Nullable String detail, @Nullable String field, String path) {
    Problem bare = new Problem(status, code.code(), Objects.requireNonNullElse(detail, ""), field);
    Problem told =
        bare.detail().isEmpty()
            ? new Problem(status, code.code(), bare.title() + ".", field)
            : bare;
    return told.toObject(path);
  }

  /**
   * Taken, but not decided in time.
   *
   * @param member what the thing is called by
   * @param token by which a later read waits for the decision
   */
  public static CommandReply processing(String member, String id, ConsistencyToken token) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return new CommandReply(202, body.put(member, id).put("status", "processing"), token);
  }

  /** Tells the log of it. */
  public CommandReply logged(String member, String id, Enum<?> action, @Nullable String requestId) {
    LOG.atInfo()
        .addKeyValue(member, id)
        .addKeyValue("action", action)
        .addKeyValue("request_id", requestId)
        .addKeyValue("http_status", status)
        .addKeyValue("code", code())
        .log("command decided");
    return this;
  }

  public boolean isRefusal() {
    return status >= 400;
  }

  /** The refusal's; empty where there is none. */
  public String code() {
    return isRefusal() ? body.path("code").asText() : "";
  }

  /**
   * The same to be sent; a repeat of what is not decided yet asks anew.
   *
   * @param location of the resource
   */
  public Answer answer(String location) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(Answer.CONTENT_TYPE, isRefusal() ? Problem.MEDIA_TYPE : Answer.JSON);
    if (!isRefusal()) {
      headers.put(Answer.LOCATION, location);
    }
    token.encoded().ifPresent(text -> headers.put(ConsistencyToken.HEADER, text));
    return new Answer(status, headers, body.toString(), status != 202);
  }
}
