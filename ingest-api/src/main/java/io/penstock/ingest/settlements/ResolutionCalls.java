package io.penstock.ingest.settlements;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.domain.reconciliation.CaseIds;
import io.penstock.domain.reconciliation.Resolutions;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.Ids;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.Topics;
import io.penstock.views.CommittedViews;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.CaseCommandMark;
import java.net.URLEncoder;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes what people decide about reconciliation cases that do not match. */
public final class ResolutionCalls {

  private static final Member<String> REASON =
      Member.required("reason", Kind.text(Resolutions.LONGEST_REASON))
          .describedAs("Why, for people: one line of text.");
  private static final Member<String> ACTOR =
      Member.required("actor", Kind.text(Resolutions.LONGEST_ACTOR)).describedAs("Who decides.");
  private static final Member<ResolutionBooking> BOOKING =
      Member.optional(
          "booking",
          Kind.choice(ResolutionBooking.class, ResolutionBooking.NONE)
              .shownAs(
                  """
                  {"type": "string", "enum": ["none", "fee", "suspense"], "default": "none",
                   "description": "What the ledger books."}
                  """)
              .named("ResolutionBooking"));

  public static final Form RESOLVE = Form.ofBody("ResolveCase", REASON, ACTOR, BOOKING);

  private final CommandProducer producer;
  private final CommittedViews views;

  public ResolutionCalls(CommandProducer producer, CommittedViews views) {
    this.producer = producer;
    this.views = views;
  }

  /** The case that a path names: a payment, a refund's case, or any reference. */
  public static String requireCaseId(String id) {
    if (!CaseIds.isValid(id)) {
      throw Problems.malformed(
          "id_malformed",
          "case_id",
          "A case's id has 1 to " + CaseIds.MAX_LENGTH + " characters, none of them '#'.");
    }
    return id;
  }

  public Supplier<Answer> resolve(Call call) {
    Fields body = call.body();
    ResolutionCommand command =
        ResolutionCommand.newBuilder()
            .setCaseId(call.pathId())
            .setCommandId(call.key().derivedId("rs", call.path()))
            .setRequestId(UUID.randomUUID().toString())
            .setReason(body.get(REASON))
            .setActor(body.get(ACTOR))
            .setBooking(body.find(BOOKING, ResolutionBooking.NONE))
            .build();
    String malformed = Resolutions.malformation(command);
    if (malformed != null) {
      throw Problems.malformed(
          "field_malformed", malformed, "It must be text of one line, not only spaces.");
    }
    return () -> decide(call, command);
  }

  private Answer decide(Call call, ResolutionCommand command) {
    String caseId = command.getCaseId();
    String requestId = command.getRequestId();
    producer.deliver(Topics.RECONCILIATION_COMMANDS, Ids.root(caseId), command);
    return Deadline.in(call.patience())
        .await(wait -> views.resolutionAnswer(caseId, requestId, wait))
        .map(answer -> CommandReply.of(answer, call.path()))
        .map(reply -> reply.logged("case_id", caseId, command.getBooking(), requestId))
        .orElseGet(() -> processing(caseId, requestId))
        .answer("/reconciliation/" + URLEncoder.encode(caseId, UTF_8).replace("+", "%20"));
  }

  private static CommandReply processing(String caseId, String requestId) {
    var token = ConsistencyToken.of(new CaseCommandMark(caseId, requestId));
    return CommandReply.processing("case_id", caseId, token);
  }
}
