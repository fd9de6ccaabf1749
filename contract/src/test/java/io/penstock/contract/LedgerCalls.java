package io.penstock.contract;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

/** Calls of accounts, transfers and the journal, each with whatever it can answer. */
record LedgerCalls(Caller caller, CommonRefusals refusals) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  void make() {
    accounts();
    statuses();
    transfers();
    holds();
    ambiguous();
    batches();
    changes();
    reversals();
    lookUps();
  }

  private static String account(String id, String type) {
    return "{'account_id': '%s', 'owner_id': 'owner-of-%s', 'type': '%s', 'currency': 'USD'}"
        .formatted(id, id, type);
  }

  private static String transfer(String from, String to, long cents, String more) {
    return ("{'debit_account_id': '%s', 'credit_account_id': '%s', 'amount': %d, 'currency':"
            + " 'USD'%s}")
        .formatted(from, to, cents, more);
  }

  private void accounts() {
    caller.post("/accounts", account("ann", "wallet"), "Idempotency-Key", "open-ann");
    caller.post("/accounts", account("ann", "wallet"), "Idempotency-Key", "open-ann");
    caller.post("/accounts", account("ben", "wallet"));
    caller.post("/accounts", account("shop", "merchant"));
    caller.post("/accounts", account("ann", "merchant"));
    caller.post("/accounts", account("world:USD", "wallet"));
    caller.post("/accounts", account("::", "wallet"));
    caller.post("/accounts", account("cat", "wallet").replace("USD", "XYZ"));
    refusals.untilTaken("/accounts", () -> account("a-" + UUID.randomUUID(), "wallet"));
    refusals.of("/accounts", account("ann", "wallet"));
  }

  private void statuses() {
    caller.post("/accounts", account("dan", "wallet"));
    caller.post("/transfers", transfer("world:USD", "dan", 5, ""));
    for (String action : new String[] {"freeze", "unfreeze", "close"}) {
      caller.post("/accounts/ben/" + action, "{}");
      caller.post("/accounts/nobody/" + action, "{}");
      caller.post("/accounts/world:USD/" + action, "{}");
      refusals.untilTaken("/accounts/ann/" + action, () -> "{}");
      refusals.of("/accounts/ann/" + action, "{}");
    }
    caller.post("/accounts/dan/close", "{}");
    caller.post("/accounts/ben/close", "{}");
    caller.post("/accounts/ben/freeze", "{}");
    caller.post("/accounts", account("eve", "wallet"));
    caller.post("/accounts", account("fay", "wallet"));
  }

  private void transfers() {
    caller.post("/transfers", transfer("world:USD", "eve", 100_000, ""));
    caller.post("/transfers", transfer("eve", "fay", 300, ", 'transfer_id': 't-1'"));
    caller.post("/transfers", transfer("eve", "fay", 400, ", 'transfer_id': 't-1'"));
    caller.post("/transfers", transfer("fay", "eve", 300, ", 'transfer_id': 't-1'"));
    caller.post("/transfers", transfer("eve", "fay", 999_999_999, ""));
    caller.post("/transfers", transfer("eve", "eve", 1, ""));
    caller.post("/transfers", transfer("eve", "fay", 0, ""));
    caller.post("/transfers", transfer("eve", "nobody", 1, ""));
    caller.post("/transfers", transfer("nobody", "eve", 1, ""));
    caller.post("/transfers", transfer("eve", "ben", 1, ""));
    caller.post(
        "/transfers",
        "{'debit_account_id': 'eve', 'amount': 3, 'currency': 'USD', 'code': 'split', 'metadata':"
            + " {'order': 'o-1'}, 'credits': [{'account_id': 'fay', 'amount': 1}, {'account_id':"
            + " 'shop', 'amount': 2}]}");
    refusals.untilTaken("/transfers", () -> transfer("eve", "fay", 1, ""));
    refusals.of("/transfers", transfer("eve", "fay", 1, ""));
  }

  private void holds() {
    for (String end : new String[] {"post", "void"}) {
      String hold = ", 'pending': true, 'timeout_seconds': 600, 'transfer_id': '" + end + "-1'";
      caller.post("/transfers", transfer("eve", "fay", 50, hold));
      caller.post("/transfers", transfer("world:USD", "eve", 5, hold.replace("-1'", "-2'")));
      caller.post("/transfers", transfer("world:USD", "fay", 5, hold.replace("-1'", "-2'")));
      refusals.of("/transfers/" + end + "-1/" + end, "{'debit_account_id': 'nobody'}");
      caller.post("/transfers/" + end + "-1/" + end, "{}", "Idempotency-Key", end);
      caller.post("/transfers/" + end + "-1/" + end, "{}", "Idempotency-Key", end);
      caller.post("/transfers/" + end + "-1/" + end, "{}");
      caller.post("/transfers/nothing/" + end, "{}");
      caller.post("/transfers/t-1/" + end, "{}");
      refusals.untilTaken("/transfers/" + newHold() + "/" + end, () -> "{}");
    }
    caller.post("/transfers/" + newHold() + "/post", "{'amount': 51}");
    caller.post("/transfers/" + newHold() + "/post", "{'amount': 20}");
  }

  /** Two payers use one id at once, so that the door cannot see that the other does. */
  private void ambiguous() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String id = "t-" + UUID.randomUUID();
              String named = ", 'transfer_id': '" + id + "'";
              var one = caller.later("POST", "/transfers", json(transfer("eve", "shop", 1, named)));
              var other =
                  caller.later("POST", "/transfers", json(transfer("fay", "shop", 1, named)));
              one.join();
              other.join();
              return caller.get("/transfers/" + id).status() == 409;
            });
  }

  private static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  private String newHold() {
    return caller
        .post("/transfers", transfer("eve", "fay", 50, ", 'pending': true"))
        .text("transfer_id");
  }

  private void batches() {
    String move = transfer("eve", "fay", 1, ", 'transfer_id': '%s'");
    caller.post(
        "/transfers/batch",
        "{'transfers': [%s, %s, %s]}"
            .formatted(
                move.formatted("b-1"),
                move.formatted("b-2").replace("'amount': 1", "'amount': 99999999"),
                move.formatted("b-3").replace("fay", "eve")));
    refusals.of("/transfers/batch", "{'transfers': [" + move.formatted("b-1") + "]}");
  }

  private long available(String account) {
    return caller.get("/accounts/" + account).json().at("/balances/available").asLong();
  }

  private void changes() {
    String gold = "{\"overdraft_limit\": 5000, \"metadata\": {\"tier\": \"gold\"}}";
    caller.send("PATCH", "/accounts/eve", gold, "Idempotency-Key", "patch");
    caller.send("PATCH", "/accounts/eve", gold, "Idempotency-Key", "patch");
    caller.send("PATCH", "/accounts/eve", "{}");
    caller.send("PATCH", "/accounts/nobody", gold);
    caller.send("PATCH", "/accounts/world:USD", gold);
    caller.send("PATCH", "/accounts/ben", gold);
    refusals.untilTaken("PATCH", "/accounts/eve", () -> gold);
    refusals.of("PATCH", "/accounts/eve", gold);
  }

  private void reversals() {
    String some = "{'amount': 100, 'reason': 'returned'}";
    caller.post("/transfers/t-1/reverse", some, "Idempotency-Key", "reverse");
    caller.post("/transfers/t-1/reverse", some, "Idempotency-Key", "reverse");
    caller.post("/transfers/t-1/reverse", "{'amount': 201, 'reason': 'returned'}");
    caller.post("/transfers/t-1/reverse", "{'amount': 0, 'reason': 'returned'}");
    refusals.untilTaken("/transfers/t-1/reverse", () -> "{'amount': 1, 'reason': 'returned'}");
    caller.post("/transfers/t-1/reverse", "{'reason': 'returned'}");
    caller.post("/transfers/t-1/reverse", "{'reason': 'returned'}");
    caller.post("/transfers/nothing/reverse", "{'reason': 'returned'}");
    refusals.of("/transfers/nothing/reverse", "{'reason': 'returned'}");
    // What fay was paid is spent elsewhere before it is asked back.
    caller.post("/transfers", transfer("eve", "fay", 900, ", 'transfer_id': 't-spent'"));
    long left = await().atMost(PATIENCE).until(() -> available("fay"), cents -> cents >= 900);
    caller.post("/transfers", transfer("fay", "world:USD", left, ""));
    caller.post("/transfers/t-spent/reverse", "{'reason': 'returned'}");
  }

  private void lookUps() {
    String now = "2020-01-01T00:00:00Z";
    for (String call :
        new String[] {
          "/accounts?owner_id=owner-of-eve",
          "/accounts?status=no_status",
          "/transfers?account_id=eve&limit=2",
          "/transfers?status=pending",
          "/transfers?limit=0",
          "/accounts/eve",
          "/accounts/world:USD",
          "/accounts/nobody",
          "/accounts/eve?no_such=1",
          "/accounts/eve/balance",
          "/accounts/eve/balance?at=" + now,
          "/accounts/eve/balance?at=yesterday",
          "/accounts/nobody/balance",
          "/accounts/eve/entries?limit=2",
          "/accounts/eve/entries?limit=0",
          "/accounts/eve/entries?cursor=x",
          "/accounts/nobody/entries",
          "/transfers/t-1",
          "/transfers/post-2",
          "/transfers/nothing",
          "/transfers/t-1?x=1",
          "/transfers/post-1",
          "/transfers/post-1?debit_account_id=eve",
          "/ledger?account_id=eve&limit=3",
          "/ledger?transaction_id=t-1",
          "/ledger?from=x",
        }) {
      caller.get(call);
    }
    String page = caller.get("/accounts/eve/entries?limit=1").text("next_cursor");
    caller.get("/accounts/eve/entries?limit=1&cursor=" + page);
    caller.get("/accounts/eve", "Consistency-Token", "no-token");
  }
}
