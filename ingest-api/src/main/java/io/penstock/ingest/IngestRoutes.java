package io.penstock.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.http.BodyLimits;
import io.penstock.http.ProblemRoutes;
import io.penstock.http.RequestBody;
import io.penstock.ingest.accounts.AccountCalls;
import io.penstock.ingest.accounts.AccountForm;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.document.ApiDocs;
import io.penstock.ingest.document.ApiDocument;
import io.penstock.ingest.payments.PaymentCalls;
import io.penstock.ingest.payments.PaymentForm;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.IdempotencyKey;
import io.penstock.ingest.requests.IdempotentRequests;
import io.penstock.ingest.requests.StrictJson;
import io.penstock.ingest.requests.WaitPreference;
import io.penstock.ingest.settlements.ReportCall;
import io.penstock.ingest.settlements.ReportLine;
import io.penstock.ingest.settlements.ResolutionCalls;
import io.penstock.ingest.settlements.SettlementForm;
import io.penstock.ingest.transfers.BatchCall;
import io.penstock.ingest.transfers.TransferCalls;
import io.penstock.ingest.transfers.TransferDesk;
import io.penstock.ingest.transfers.TransferForm;
import io.penstock.schemas.AccountAction;
import io.penstock.views.CommittedViews;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Every call that changes accounts, transfers, payments and settlement reports, and the door's
 * description of itself.
 */
public final class IngestRoutes {
  /** Most bytes of a body. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  /** Most bytes of a settlement report. */
  private static final int MAX_REPORT_BYTES = 16 * 1024 * 1024;

  private static final String REPORTS = "/settlement-reports";

  /** A batch may have 1 KiB for each of its transfers; lines of a report are looked at singly. */
  public static final BodyLimits BODIES =
      new BodyLimits(
          MAX_BODY_BYTES,
          Map.of("/transfers/batch", BatchCall.MAX_BATCH * 1024, REPORTS, MAX_REPORT_BYTES),
          Set.of(REPORTS));

  /** Of all bodies, for the document. */
  static final List<Form> FORMS =
      List.of(
          AccountForm.OPEN,
          AccountForm.UPDATE,
          AccountForm.CHANGE,
          TransferForm.MOVE,
          TransferForm.POST,
          TransferForm.VOID,
          TransferForm.REVERSE,
          BatchCall.BATCH,
          PaymentForm.CREATE,
          PaymentForm.CAPTURE,
          PaymentForm.CANCEL,
          PaymentForm.REFUND,
          SettlementForm.LINE,
          ResolutionCalls.RESOLVE);

  private final IdempotentRequests requests;
  private final AccountCalls accounts;
  private final TransferCalls transfers;
  private final BatchCall batch;
  private final PaymentCalls payments;
  private final ReportCall reports;
  private final ResolutionCalls resolutions;
  private final ApiDocs docs;

  /**
   * The caller closes producer and views once no request runs any more.
   *
   * @param version the program's, which the OpenAPI document bears
   */
  public IngestRoutes(CommandProducer producer, CommittedViews views, String version) {
    TransferDesk desk = new TransferDesk(producer, views);
    requests = new IdempotentRequests(producer, views, Clock.systemUTC());
    accounts = new AccountCalls(producer, views);
    transfers = new TransferCalls(desk);
    batch = new BatchCall(desk);
    payments = new PaymentCalls(producer, views);
    reports = new ReportCall(producer, views);
    resolutions = new ResolutionCalls(producer, views);
    docs = new ApiDocs(document(version));
  }

  /** The OpenAPI document of the whole API. */
  public static JsonNode document(String version) {
    return ApiDocument.of(version, FORMS);
  }

  /** The server must run on virtual threads, since a request waits for its outcome. */
  public void addTo(RoutesConfig routes) {
    post(routes, "/accounts", AccountForm.OPEN, accounts::open);
    routes.patch("/accounts/{id}", ctx -> answer(ctx, AccountForm.UPDATE, accounts::update));
    status(routes, "freeze", AccountAction.FREEZE);
    status(routes, "unfreeze", AccountAction.UNFREEZE);
    status(routes, "close", AccountAction.CLOSE);
    post(routes, "/transfers", TransferForm.MOVE, transfers::move);
    post(routes, "/transfers/batch", BatchCall.BATCH, batch::move);
    post(routes, "/transfers/{id}/post", TransferForm.POST, transfers::post);
    post(routes, "/transfers/{id}/void", TransferForm.VOID, transfers::voidHold);
    post(routes, "/transfers/{id}/reverse", TransferForm.REVERSE, transfers::reverse);
    post(routes, "/payments", PaymentForm.CREATE, payments::create);
    post(routes, "/payments/{id}/capture", PaymentForm.CAPTURE, payments::capture);
    post(routes, "/payments/{id}/cancel", PaymentForm.CANCEL, payments::cancel);
    post(routes, "/refunds", PaymentForm.REFUND, payments::refund);
    routes.post(REPORTS, this::takeReport);
    post(
        routes, "/reconciliation/{case_id}/resolve", ResolutionCalls.RESOLVE, resolutions::resolve);
    docs.addTo(routes);
  }

  private void status(RoutesConfig routes, String name, AccountAction action) {
    Function<Call, Supplier<Answer>> change = call -> accounts.change(call, action);
    post(routes, "/accounts/{id}/" + name, AccountForm.CHANGE, change);
  }

  /**
   * @param form of the body
   * @param prepare checks the shape and returns what is carried out unless the key was used before
   */
  private void post(
      RoutesConfig routes, String path, Form form, Function<Call, Supplier<Answer>> prepare) {
    routes.post(path, ctx -> answer(ctx, form, prepare));
  }

  private void answer(Context ctx, Form form, Function<Call, Supplier<Answer>> prepare) {
    ProblemRoutes.requireNoQuery(ctx, "; nothing was done");
    ObjectNode body = StrictJson.read(RequestBody.read(ctx, BODIES.of(ctx.req())));
    Fields fields = Fields.of(form, body);
    IdempotencyKey key = IdempotencyKey.of(ctx, fields);
    WaitPreference wait = WaitPreference.of(ctx);
    Call call = new Call(ctx.path(), pathId(ctx), key, fields, wait.time());
    fields.known();
    Supplier<Answer> work = prepare.apply(call);
    if (wait.asked()) {
      ctx.header("Preference-Applied", wait.applied());
    }
    write(ctx, requests.answer(key, fingerprint(ctx, body), work));
  }

  private void takeReport(Context ctx) {
    ProblemRoutes.requireNoQuery(ctx, "; nothing was done");
    byte[] body = RequestBody.bytes(ctx.req(), ctx.res(), MAX_REPORT_BYTES);
    IdempotencyKey key =
        IdempotencyKey.of(ctx, Fields.of(AccountForm.CHANGE, StrictJson.MAPPER.createObjectNode()));
    Iterator<ReportLine> lines = ReportCall.lines(ctx, body);
    String reportId = key.derivedId("rep", "settlement-report");
    Answer answer =
        requests.answer(key, fingerprint(ctx, body), () -> reports.take(lines, reportId));
    write(ctx, answer);
  }

  private static String pathId(Context ctx) {
    Map<String, String> names = ctx.pathParamMap();
    if (names.containsKey("case_id")) {
      return ResolutionCalls.requireCaseId(names.getOrDefault("case_id", ""));
    }
    String id = names.getOrDefault("id", "");
    return names.containsKey("id") ? Problems.requireId("id", id) : id;
  }

  /**
   * What makes two requests the same: method, path and the body's content, but for the key itself;
   * white space and the order of members do not count.
   */
  private static String fingerprint(Context ctx, ObjectNode body) {
    ObjectNode content = body.deepCopy();
    content.remove(IdempotencyKey.FIELD);
    return fingerprint(ctx, StrictJson.canonical(content));
  }

  private static String fingerprint(Context ctx, byte[] content) {
    String place = ctx.method().name() + ' ' + ctx.path() + '\n';
    return IdempotencyKey.sha256Hex(place.getBytes(UTF_8), content);
  }

  private static void write(Context ctx, Answer answer) {
    ctx.status(answer.status());
    answer.headers().forEach(ctx::header);
    ctx.result(answer.body().getBytes(UTF_8));
  }
}
