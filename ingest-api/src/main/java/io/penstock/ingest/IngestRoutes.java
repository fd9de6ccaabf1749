package io.penstock.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.http.BodyLimits;
import io.penstock.http.RequestBody;
import io.penstock.ingest.accounts.AccountCalls;
import io.penstock.ingest.accounts.AccountForm;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.document.ApiDocs;
import io.penstock.ingest.payments.PaymentCalls;
import io.penstock.ingest.payments.PaymentDesk;
import io.penstock.ingest.payments.PaymentForm;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Digests;
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
  /** Bodies as the usual settings have them; lines of a report are looked at one by one. */
  public static final BodyLimits BODIES =
      new BodyLimits(
          IngestSettings.MAX_BODY_BYTES,
          Map.of(
              "/transfers/batch",
              IngestSettings.MAX_BATCH_BYTES,
              "/settlement-reports",
              IngestSettings.MAX_REPORT_BYTES),
          Set.of("/settlement-reports"));

  /** Of all bodies and their parts, for the document. */
  static final List<Form> FORMS =
      List.of(
          AccountForm.OPEN,
          AccountForm.UPDATE,
          AccountForm.CHANGE,
          TransferForm.MOVE,
          TransferForm.CREDIT,
          TransferForm.POST,
          TransferForm.VOID,
          TransferForm.REVERSE,
          BatchCall.BATCH,
          TransferForm.BATCHED,
          PaymentForm.CREATE,
          PaymentForm.METHOD,
          PaymentForm.CAPTURE,
          PaymentForm.CANCEL,
          PaymentForm.REFUND,
          SettlementForm.LINE,
          ResolutionCalls.RESOLVE);

  private static final int LONGEST_NAME = 64;

  private final IngestSettings settings;
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
  public IngestRoutes(
      CommandProducer producer, CommittedViews views, IngestSettings settings, String version) {
    this.settings = settings;
    TransferDesk desk = new TransferDesk(producer, views, settings);
    requests = new IdempotentRequests(producer, views, Clock.systemUTC());
    accounts = new AccountCalls(producer, views);
    transfers = new TransferCalls(desk);
    batch = new BatchCall(desk);
    payments = new PaymentCalls(new PaymentDesk(producer, views));
    reports = new ReportCall(producer, views);
    resolutions = new ResolutionCalls(producer, views);
    docs = new ApiDocs(version, FORMS);
  }

  /** The server must run on virtual threads, since a request waits for its outcome. */
  public void addTo(RoutesConfig routes) {
    int limit = settings.bodyLimit();
    post(routes, "/accounts", limit, AccountForm.OPEN, accounts::open);
    routes.patch("/accounts/{id}", ctx -> answer(ctx, limit, AccountForm.UPDATE, accounts::update));
    post(
        routes, "/accounts/{id}/freeze", limit, AccountForm.CHANGE, changing(AccountAction.FREEZE));
    post(
        routes,
        "/accounts/{id}/unfreeze",
        limit,
        AccountForm.CHANGE,
        changing(AccountAction.UNFREEZE));
    post(routes, "/accounts/{id}/close", limit, AccountForm.CHANGE, changing(AccountAction.CLOSE));
    post(routes, "/transfers", limit, TransferForm.MOVE, transfers::move);
    post(routes, "/transfers/batch", settings.batchBodyLimit(), BatchCall.BATCH, batch::move);
    post(routes, "/transfers/{id}/post", limit, TransferForm.POST, transfers::post);
    post(routes, "/transfers/{id}/void", limit, TransferForm.VOID, transfers::voidHold);
    post(routes, "/transfers/{id}/reverse", limit, TransferForm.REVERSE, transfers::reverse);
    post(routes, "/payments", limit, PaymentForm.CREATE, payments::create);
    post(routes, "/payments/{id}/capture", limit, PaymentForm.CAPTURE, payments::capture);
    post(routes, "/payments/{id}/cancel", limit, PaymentForm.CANCEL, payments::cancel);
    post(routes, "/refunds", limit, PaymentForm.REFUND, payments::refund);
    routes.post("/settlement-reports", this::takeReport);
    post(
        routes,
        "/reconciliation/{case_id}/resolve",
        limit,
        ResolutionCalls.RESOLVE,
        resolutions::resolve);
    docs.addTo(routes);
  }

  private Function<Call, Supplier<Answer>> changing(AccountAction action) {
    return call -> accounts.change(call, action);
  }

  /**
   * @param form of the body
   * @param prepare checks the shape and returns what is carried out unless the key was used before
   */
  private void post(
      RoutesConfig routes,
      String path,
      int limit,
      Form form,
      Function<Call, Supplier<Answer>> prepare) {
    routes.post(path, ctx -> answer(ctx, limit, form, prepare));
  }

  private void answer(Context ctx, int limit, Form form, Function<Call, Supplier<Answer>> prepare) {
    requireNoQuery(ctx);
    ObjectNode body = StrictJson.read(RequestBody.read(ctx, limit));
    Fields fields = Fields.of(form, body);
    IdempotencyKey key = IdempotencyKey.of(ctx, fields);
    WaitPreference wait = WaitPreference.of(ctx, settings.defaultWait());
    Call call = new Call(ctx.path(), pathId(ctx), key, fields, wait.time());
    fields.known();
    Supplier<Answer> work = prepare.apply(call);
    if (wait.asked()) {
      ctx.header("Preference-Applied", wait.applied());
    }
    write(ctx, requests.answer(key, fingerprint(ctx, body), work));
  }

  /** Whoever asks for something there, such as a rehearsal, is not to get the thing itself. */
  private static void requireNoQuery(Context ctx) {
    ctx.queryParamMap().keySet().stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw Problems.malformed(
                  "unknown_parameter",
                  name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                  "This call takes no query parameters; nothing was done.");
            });
  }

  private void takeReport(Context ctx) {
    requireNoQuery(ctx);
    byte[] body = RequestBody.bytes(ctx.req(), ctx.res(), IngestSettings.MAX_REPORT_BYTES);
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
    return Digests.sha256Hex(place.getBytes(UTF_8), content);
  }

  private static void write(Context ctx, Answer answer) {
    ctx.status(answer.status());
    answer.headers().forEach(ctx::header);
    ctx.result(answer.body().getBytes(UTF_8));
  }
}
