package io.penstock.contract;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

/** Calls of payments, refunds, fraud screening and reconciliation. */
record PaymentCalls(Caller caller, CommonRefusals refusals) {

  void make() {
    payments();
    holds();
    refunds();
    settlements();
    lookUps();
  }

  private static String wallet(String id, long cents, String more) {
    return ("{'payment_id': '%s', 'payer_account_id': 'eve', 'merchant_id': 'owner-of-shop',"
            + " 'amount': %d, 'currency': 'USD', 'payment_method': {'type': 'wallet'}%s}")
        .formatted(id, cents, more);
  }

  private static String card(String id, long cents, String token, String more) {
    return ("{'payment_id': '%s', 'merchant_id': 'owner-of-shop', 'amount': %d, 'currency': 'USD',"
            + " 'payment_method': {'type': 'card', 'token': '%s'}%s}")
        .formatted(id, cents, token, more);
  }

  private static String anyId() {
    return "p-" + UUID.randomUUID();
  }

  private void payments() {
    String taken = "{'metadata': {'order': 'o-1'}".substring(1);
    caller.post("/payments", wallet("p-wallet", 700, ", " + taken), "Idempotency-Key", "p-wallet");
    caller.post("/payments", wallet("p-wallet", 700, ", " + taken), "Idempotency-Key", "p-wallet");
    caller.post("/payments", wallet("p-wallet", 800, ""));
    caller.post("/payments", card("p-card", 900, "pm_card_visa_a", ""));
    caller.post("/payments", wallet(anyId(), 99_999_999, ""));
    caller.post("/payments", card("p-declined", 900, "pm_card_chargeDeclined", ""));
    caller.post("/payments", card(anyId(), 900, "pm_card_expired_never", ""));
    caller.post("/payments", card(anyId(), 900, "4242424242424242", ""));
    caller.post("/payments", wallet(anyId(), 1, "").replace("owner-of-shop", "nobody"));
    caller.post("/payments", wallet(anyId(), 1, "").replace("eve", "nobody"));
    caller.post("/payments", wallet(anyId(), 0, ""));
    refusals.untilTaken("/payments", () -> wallet(anyId(), 1, ""));
    refusals.of("/payments", wallet(anyId(), 1, ""));
  }

  private void holds() {
    String manual = ", 'capture': 'manual'";
    for (String end : new String[] {"capture", "cancel"}) {
      String path = "/payments/p-" + end + "/" + end;
      caller.post("/payments", wallet("p-" + end, 50, manual));
      refusals.of("/payments/nothing/" + end, "{}");
      caller.post(path, "{}", "Idempotency-Key", end);
      caller.post(path, "{}", "Idempotency-Key", end);
      caller.post(path, "{}");
      caller.post("/payments/nothing/" + end, "{}");
      refusals.untilTaken(
          "/payments/"
              + caller.post("/payments", wallet(anyId(), 5, manual)).text("payment_id")
              + "/"
              + end,
          () -> "{}");
    }
    caller.post("/payments", card("p-part", 50, "pm_card_visa_b", manual));
    caller.post("/payments/p-part/capture", "{'amount': 51}");
    caller.post("/payments/p-part/capture", "{'amount': 20}");
  }

  private void refunds() {
    String refund = "{'payment_id': '%s', 'refund_id': '%s', 'amount': %d, 'reason': 'returned'}";
    caller.post("/refunds", refund.formatted("p-card", "r-1", 100), "Idempotency-Key", "r-1");
    caller.post("/refunds", refund.formatted("p-card", "r-1", 100), "Idempotency-Key", "r-1");
    caller.post("/refunds", refund.formatted("p-wallet", "r-1", 100));
    caller.post("/refunds", refund.formatted("p-card", "r-2", 100_000));
    caller.post("/refunds", refund.formatted("nothing", "r-3", 1));
    caller.post("/refunds", refund.formatted("p-declined", "r-4", 1));
    refusals.untilTaken("/refunds", () -> "{'payment_id': 'p-wallet', 'amount': 1}");
    refusals.of("/refunds", "{'payment_id': 'nothing'}");
    // The credits of its payments may be on their way.
    await().until(() -> refundOfAShopWithNothing().status() == 402);
  }

  private Exchange refundOfAShopWithNothing() {
    long left = caller.get("/accounts/shop").json().at("/balances/available").asLong();
    caller.post(
        "/transfers",
        ("{'debit_account_id': 'shop', 'credit_account_id': 'world:USD', 'amount': %d,"
                + " 'currency': 'USD'}")
            .formatted(left));
    return caller.post("/refunds", "{'payment_id': 'p-wallet', 'amount': 10}");
  }

  private void settlements() {
    String line =
        "{'payment_id': 'p-card', 'amount': 900, 'currency': 'USD', 'fee': 56,"
            + " 'settled_at': '2026-11-20', 'psp': 'bank', 'line_id': 'l-1'}";
    caller.post("/settlement-reports", "[" + line + "]", "Idempotency-Key", "report-1");
    caller.post("/settlement-reports", "[" + line + "]", "Idempotency-Key", "report-1");
    String csv =
        """
        payment_id,amount,currency,settled_at
        nothing,5,USD,2026-11-20
        p-wallet,x,USD,2026-11-20
        """;
    caller.send("POST", "/settlement-reports", csv, "Content-Type", "text/csv");
    caller.send("POST", "/settlement-reports", "{\"x\": 1}", "Content-Type", "application/json");
    caller.send("POST", "/settlement-reports", "", "Content-Type", "text/csv");
    refusals.of("/settlement-reports", "[" + line + "]");
    caller.send(
        "POST", "/settlement-reports", "x".repeat(17 * 1024 * 1024), "Content-Type", "text/csv");
    // The line above, and the one that is fetched from the PSP.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> caller.get("/reconciliation/p-card").json().path("lines").asInt() == 2);
    resolutions(line);
  }

  private void resolutions(String line) {
    String resolve = "/reconciliation/p-card/resolve";
    String body = "{'reason': 'seen', 'actor': 'ann', 'booking': '%s'}";
    caller.post(resolve, body.formatted("none"));
    caller.post("/reconciliation/nothing-at-all/resolve", body.formatted("fee"));
    for (String id : new String[] {"l-2", "l-3"}) {
      String other = line.replace("l-1", id).replace("900", id.equals("l-2") ? "890" : "880");
      caller.post("/settlement-reports", "[" + other + "]");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> caller.get("/reconciliation/p-card").text("status").equals("MISMATCHED"));
      if (id.equals("l-2")) {
        caller.post(resolve, body.formatted("fee"), "Idempotency-Key", id);
        caller.post(resolve, body.formatted("fee"), "Idempotency-Key", id);
        caller.post(resolve, body.formatted("none"));
      }
    }
    refusals.of(resolve, body.formatted("none"));
    refusals.untilTaken(resolve, () -> body.formatted("suspense"));
  }

  private void lookUps() {
    for (String call :
        new String[] {
          "/payments",
          "/payments?payer=eve&limit=2",
          "/payments?status=no_status",
          "/payments/p-card",
          "/payments/p-declined",
          "/payments/nothing",
          "/payments/p-card?x=1",
          "/payments/p-card/events",
          "/payments/nothing/events",
          "/payments/p-card/events?limit=x",
          "/payments/p-card/refunds",
          "/payments/nothing/refunds",
          "/payments/p-card/refunds?x=1",
          "/refunds?payment_id=p-card",
          "/refunds?payment_id=nothing",
          "/refunds",
          "/refunds/r-1",
          "/refunds/r-1?payment_id=p-card",
          "/refunds/nothing",
          "/refunds/r-1?x=1",
          "/fraud/alerts",
          "/fraud/alerts?decision=none",
          "/reconciliation",
          "/reconciliation?status=no_status",
          "/reconciliation/summary",
          "/reconciliation/summary?x=1",
          "/reconciliation/nothing",
          "/reconciliation/p-card?x=1",
        }) {
      caller.get(call);
    }
    caller.get("/reconciliation?limit=1", "Accept", "text/csv");
  }
}
