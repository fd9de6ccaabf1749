package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.Context;
import io.penstock.app.Shell.Result;
import io.penstock.app.process.Opened;
import io.penstock.http.HttpListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands of payments ask the API, and how they show what it answers. */
class PaymentCommandsTest {
  private static final Opened OPENED = new Opened();

  /** What was asked: method, path and query, type, and body. */
  private static final BlockingQueue<String> ASKED = new LinkedBlockingQueue<>();

  private static Shell api = Shell.with();
  private static volatile String answer = "{}";
  private static volatile int status;
  @TempDir Path dir;

  @BeforeAll
  static void listen() {
    HttpListener listener =
        OPENED.add(
            HttpListener.start(
                "127.0.0.1",
                0,
                List.of(
                    config -> {
                      config.routes.get("/reconciliation", PaymentCommandsTest::cases);
                      config.routes.get("/*", PaymentCommandsTest::answer);
                      config.routes.post("/*", PaymentCommandsTest::answer);
                    })));
    api = Shell.with("--url", "http://127.0.0.1:" + listener.port());
  }

  @AfterAll
  static void stop() {
    OPENED.close();
  }

  @BeforeEach
  void forget() {
    ASKED.clear();
    answer = "{\"payment_id\":\"p1\",\"status\":\"succeeded\"}";
    status = 200;
  }

  @Test
  void paysFromAWallet() {
    Result paid =
        run("payments create --payer alice --merchant shop --amount 500 --currency USD --id p1")
            .succeeded();

    assertThat(ASKED.remove()).isEqualTo("POST /payments application/json");
    assertThat(ASKED.remove())
        .contains("\"payment_id\":\"p1\"", "\"payer_account_id\":\"alice\"", "\"amount\":500,")
        .contains("\"payment_method\":{\"type\":\"wallet\"}", "\"capture\":\"automatic\"");
    assertThat(paid.out()).containsPattern("payment id +p1\nstatus +succeeded");
    assertThat(paid.err()).startsWith("penstock: --idempotency-key ");
  }

  @Test
  void paysByCardAndCapturesLater() {
    status = 202;
    Result taken =
        run("payments create --card tok_visa --merchant shop --amount 500 --currency USD"
                + " --manual-capture --metadata a=b --idempotency-key k")
            .succeeded();
    status = 200;
    run("payments capture p/1 --amount 300 --idempotency-key k").succeeded();
    run("payments cancel p1 --idempotency-key k").succeeded();

    assertThat(taken.err())
        .isEqualToIgnoringNewLines(
            "penstock: taken, but not decided yet; show it again in a moment");
    assertThat(ASKED.poll()).isEqualTo("POST /payments application/json");
    assertThat(ASKED.poll())
        .contains("\"payment_method\":{\"type\":\"card\",\"token\":\"tok_visa\"}")
        .contains("\"capture\":\"manual\"", "\"metadata\":{\"a\":\"b\"}");
    assertThat(ASKED)
        .containsExactly(
            "POST /payments/p%2F1/capture application/json",
            "{\"amount\":300}", "POST /payments/p1/cancel application/json", "{}");
  }

  @Test
  void saysWhyAPaymentWasDeclined() {
    status = 402;
    answer = "{\"code\":\"card_declined\",\"detail\":\"The card was declined.\"}";

    Result declined = run("payments capture p1 --idempotency-key k").failed();

    assertThat(declined.out()).isEmpty();
    assertThat(declined.err()).isEqualToIgnoringNewLines("card_declined: The card was declined.");
  }

  @Test
  void listsPaymentsAndTheirEvents() {
    answer =
        """
        {"data":[{"payment_id":"p1","status":"succeeded","type":"initiated","amount":500}],
         "next_cursor":"c2"}\
        """;

    Result list =
        run("payments list --payer alice --merchant shop --status failed,pending --limit 1")
            .succeeded();
    Result events = run("payments events p1").succeeded();

    assertThat(list.out()).startsWith("CREATED AT  PAYMENT ID").contains("p1", "succeeded", "500");
    assertThat(list.err()).isEqualToIgnoringNewLines("penstock: more with --cursor c2");
    assertThat(events.out()).startsWith("SEQUENCE").contains("initiated");
    assertThat(ASKED)
        .containsExactly(
            "GET /payments?payer=alice&merchant_id=shop&status=failed%2Cpending&limit=1 null",
            "", "GET /payments/p1/events null", "");
  }

  @Test
  void refunds() {
    answer = "{\"refund_id\":\"r1\",\"status\":\"pending\"}";

    Result refund =
        run("refunds create p1 --amount 5 --reason late --idempotency-key k").succeeded();
    run("refunds get r1 --json").succeeded();
    run("refunds get r1 --payment p1 --json").succeeded();

    assertThat(refund.out()).containsPattern("refund id +r1");
    assertThat(ASKED)
        .containsExactly(
            "POST /refunds application/json",
            "{\"payment_id\":\"p1\",\"amount\":5,\"reason\":\"late\"}",
            "GET /refunds/r1 null",
            "",
            "GET /refunds/r1?payment_id=p1 null",
            "");
  }

  @Test
  void showsCasesOfReconciliation() {
    Result list = run("reconciliation list --status MISMATCHED --psp stripe").succeeded();
    answer =
        """
        {"data":[{"day":"2026-11-20","status":"MATCHED","count":2,"sum":900}],
         "totals":[{"status":"MATCHED","currency":"USD","count":2,"sum":901}]}\
        """;
    Result summary = run("reconciliation summary --from 2026-11-20T00:00:00Z").succeeded();

    assertThat(list.out()).contains("EXPECTED AMOUNT").containsPattern("c1 .* 900 +899 ");
    assertThat(summary.out()).contains("DAY", "2026-11-20").containsPattern("USD +2 +901");
    assertThat(ASKED)
        .contains(
            "GET /reconciliation?status=MISMATCHED&psp=stripe null",
            "GET /reconciliation/summary?from=2026-11-20T00%3A00%3A00Z null");
  }

  @Test
  void exportsEveryPartAsOneTable() throws Exception {
    Path file = dir.resolve("cases.csv");

    Result shown = run("reconciliation export --psp stripe").succeeded();
    run("reconciliation export --psp stripe --out " + file).succeeded();

    assertThat(shown.out()).isEqualTo("case_id,status\nc1,MATCHED\nc2,MISMATCHED\n");
    assertThat(file).hasContent(shown.out());
  }

  @Test
  void exportsNothingWhereTheApiRefuses() {
    Path file = dir.resolve("cases.csv");

    Result refused = run("reconciliation export --status bogus --out " + file).failed();

    assertThat(refused.err()).contains("malformed_status: ");
    assertThat(file).doesNotExist();
  }

  @Test
  void uploadsReportsAndNamesRefusedLines() throws Exception {
    Path csv = Files.writeString(dir.resolve("day.csv"), "payment_id,amount\np1,5\n");
    Path lines = Files.writeString(dir.resolve("day.jsonl"), "{}\n");
    status = 202;
    answer =
        """
        {"report_id":"rep1","taken":1,"refused_count":1,
         "refused":[{"line":3,"code":"field_missing","field":"currency","detail":"d"}]}\
        """;

    Result partly = run("reconciliation upload " + csv + " --idempotency-key k").failed();
    answer = "{\"report_id\":\"rep2\",\"taken\":1,\"refused_count\":0,\"refused\":[]}";
    Result wholly = run("reconciliation upload " + lines + " --idempotency-key k").succeeded();

    assertThat(partly.out())
        .startsWith("report rep1: 1 lines taken, 1 refused\nLINE")
        .containsPattern("3 +field_missing +currency");
    assertThat(partly.err()).isEmpty();
    assertThat(wholly.out()).isEqualTo("report rep2: 1 lines taken, 0 refused\n");
    assertThat(ASKED)
        .containsExactly(
            "POST /settlement-reports text/csv",
            "payment_id,amount\np1,5\n",
            "POST /settlement-reports application/x-ndjson",
            "{}\n");
    assertThat(run("reconciliation upload " + dir.resolve("none.csv")).failed().err())
        .contains("none.csv cannot be read");
  }

  private static Result run(String words) {
    return api.run(words.split(" ", -1));
  }

  private static void answer(Context ctx) {
    note(ctx);
    ctx.status(status).result(answer);
  }

  /** A list of two parts where CSV is asked for. */
  private static void cases(Context ctx) {
    if (!"text/csv".equals(ctx.header("Accept"))) {
      note(ctx);
      ctx.result(
          """
          {"data":[{"case_id":"c1","expected":{"amount":900},"reported":{"amount":899}}]}\
          """);
    } else if ("bogus".equals(ctx.queryParam("status"))) {
      ctx.status(400).result("{\"code\":\"malformed_status\",\"detail\":\"d\"}");
    } else if (ctx.queryParam("cursor") == null) {
      ctx.header("Link", "</reconciliation?psp=stripe&cursor=2>; rel=\"next\"");
      ctx.result("case_id,status\nc1,MATCHED\n");
    } else {
      ctx.result("case_id,status\nc2,MISMATCHED\n");
    }
  }

  private static void note(Context ctx) {
    String query = ctx.queryString();
    String place = ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
    ASKED.add(ctx.method() + " " + place + " " + ctx.contentType());
    ASKED.add(ctx.body());
  }
}
