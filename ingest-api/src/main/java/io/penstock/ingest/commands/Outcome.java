package io.penstock.ingest.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.Problem;
import io.penstock.ingest.commands.CommittedViews.Seen;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger decided, as HTTP says it.
 *
 * @param status 201 (200 of what was changed in place), or that of the problem
 * @param json the resource as the views render it, or the problem
 */
public record Outcome(int status, JsonNode json, @Nullable String consistencyToken) {
  private static final Set<String> REFUSED = Set.of("declined", "refused", "reversed");

  /**
   * @param instance the request's path
   */
  public static Outcome ofTransfer(Seen transfer, String transferId, String instance) {
    return ofTransfer(transfer, transferId, instance, false);
  }

  /**
   * The same of a transfer that was asked for with its credits in a list.
   *
   * @param inLegs a refusal because of one credit names it, as in {@code credits[1].account_id}
   */
  public static Outcome ofTransfer(
      Seen transfer, String transferId, String instance, boolean inLegs) {
    String status = transfer.text("status");
    if (!REFUSED.contains(status)) {
      return new Outcome(201, transfer.json(), transfer.consistencyToken());
    }
    ObjectNode problem = problem(transfer, instance);
    JsonNode credit = transfer.json().path("failure_credit");
    if (inLegs && credit.isInt()) {
      problem.put("field", "credits[" + credit.intValue() + "].account_id");
    }
    problem.put("transfer_id", transferId);
    problem.put("transfer_status", status);
    return refused(problem, transfer);
  }

  /**
   * From {@code failure_code}, {@code failure_detail} and {@code account}.
   *
   * @param done the status where it was done
   */
  public static Outcome ofAccount(Seen answer, String accountId, String instance, int done) {
    if (!answer.json().hasNonNull("failure_code")) {
      return new Outcome(done, answer.json().path("account"), answer.consistencyToken());
    }
    return refused(problem(answer, instance).put("account_id", accountId), answer);
  }

  /** From {@code failure_code}, {@code failure_detail} and {@code case}. */
  public static Outcome ofResolution(Seen answer, String caseId, String instance) {
    return answer.json().hasNonNull("failure_code")
        ? refused(problem(answer, instance).put("case_id", caseId), answer)
        : new Outcome(201, answer.json().path("case"), answer.consistencyToken());
  }

  private static Outcome refused(ObjectNode problem, Seen seen) {
    return new Outcome(problem.path("status").asInt(), problem, seen.consistencyToken());
  }

  private static ObjectNode problem(Seen seen, String instance) {
    String code = seen.text("failure_code");
    Problem bare = Problem.of(Refusals.status(code), code, seen.text("failure_detail"));
    String detail = bare.detail().isEmpty() ? bare.title() + "." : bare.detail();
    return new Problem(bare.status(), code, detail, Refusals.field(code)).toObject(instance);
  }

  public boolean isRefusal() {
    return status >= 400;
  }

  /**
   * @param location of the resource
   */
  public Answer answer(String location) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(Answer.CONTENT_TYPE, isRefusal() ? Problem.MEDIA_TYPE : Answer.JSON);
    if (!isRefusal()) {
      headers.put(Answer.LOCATION, location);
    }
    if (consistencyToken != null) {
      headers.put(Answer.CONSISTENCY_TOKEN, consistencyToken);
    }
    return Answer.decided(status, headers, json.toString());
  }
}
