package io.penstock.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.chaos.checker.Api;
import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Operation;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of the API: who gets no answer asks the other instance the same again. */
final class HttpDoor {
  /** How long a client asks before it gives up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long PAUSE_MS = 250;

  /** Not now, or somebody else asks the same: to be asked again. */
  private static final Set<Integer> AGAIN = Set.of(409, 429, 500, 502, 503, 504);

  private static final Set<Integer> TAKEN = Set.of(200, 201, 202);

  private final Api api;
  private final List<URI> instances;
  private final Consumer<Acknowledged> promises;
  private final Tally tally;
  private final ObjectMapper json = new ObjectMapper();

  HttpDoor(Api api, List<URI> instances, Consumer<Acknowledged> promises, Tally tally) {
    this.api = api;
    this.instances = instances;
    this.promises = promises;
    this.tally = tally;
  }

  /** Asks until there is an answer, or a client's patience is over. */
  void ask(Operation operation, int firstInstance) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
      URI instance = instances.get((firstInstance + attempt) % instances.size());
      try {
        Api.Answer answer =
            api.post(
                instance.resolve(path(operation)),
                body(operation).toString(),
                "Idempotency-Key",
                key(operation),
                "Prefer",
                "wait=5");
        if (!isAskedAgain(answer, attempt)) {
          take(operation, answer);
          return;
        }
      } catch (IOException e) {
        // The other one, then.
      }
      Thread.sleep(PAUSE_MS * Math.min(attempt + 1, 8));
    }
    tally.unanswered.incrementAndGet();
  }

  /** A conflict of states stays one: a few times are enough. */
  private static boolean isAskedAgain(Api.Answer answer, int attempt) {
    return AGAIN.contains(answer.status()) && (answer.status() != 409 || attempt < 4);
  }

  private void take(Operation operation, Api.Answer answer) throws IOException {
    int code = answer.status();
    JsonNode reply = answer.json();
    boolean taken = TAKEN.contains(code);
    boolean declined = code == 402 && reply.path("code").asText().equals("insufficient_funds");
    boolean isDecided = code == 201 && reply.path("status").isTextual();
    boolean isPromised =
        switch (operation) {
          case Operation.Open _, Operation.Pay _, Operation.GiveBack _ -> taken;
          case Operation.Transfer _ -> taken || declined;
          case Operation.Resolve _ -> isDecided;
          case Operation.Capture _, Operation.Cancel _ -> false;
        };
    if (isPromised) {
      String status = isDecided ? reply.path("status").asText().toUpperCase(Locale.ROOT) : null;
      promises.accept(new Acknowledged(operation, declined ? "DECLINED" : status, "HTTP " + code));
    }
    (taken ? tally.acknowledged : tally.refused).incrementAndGet();
  }

  private static String key(Operation operation) {
    return operation instanceof Operation.Open open ? "open-" + open.account() : operation.id();
  }

  private static String path(Operation operation) {
    return switch (operation) {
      case Operation.Open _ -> "/accounts";
      case Operation.Transfer _ -> "/transfers";
      case Operation.Resolve it ->
          "/transfers/" + it.hold().id() + (it.isPost() ? "/post" : "/void");
      case Operation.Pay _ -> "/payments";
      case Operation.Capture it -> "/payments/" + it.payment().id() + "/capture";
      case Operation.Cancel it -> "/payments/" + it.payment().id() + "/cancel";
      case Operation.GiveBack _ -> "/refunds";
    };
  }

  private ObjectNode body(Operation operation) {
    ObjectNode body = json.createObjectNode();
    switch (operation) {
      case Operation.Open it ->
          body.put("account_id", it.account())
              .put("owner_id", it.account())
              .put("type", it.type())
              .put("currency", it.currency());
      case Operation.Transfer it -> {
        body.put("transfer_id", it.id())
            .put("debit_account_id", it.debit())
            .put("credit_account_id", it.credit())
            .put("amount", it.amount())
            .put("currency", it.currency());
        if (it.isHold()) {
          body.put("pending", true);
        }
        if (it.timeoutSeconds() != null) {
          body.put("timeout_seconds", it.timeoutSeconds());
        }
      }
      case Operation.Resolve it -> putAmount(body, it.amount());
      case Operation.Pay it -> pay(body, it);
      case Operation.Capture it -> putAmount(body, it.amount());
      case Operation.Cancel _ -> {}
      case Operation.GiveBack it ->
          body.put("payment_id", it.payment().id())
              .put("refund_id", it.id())
              .put("amount", it.amount());
    }
    return body;
  }

  private static void pay(ObjectNode body, Operation.Pay it) {
    body.put("payment_id", it.id())
        .put("merchant_id", it.merchant())
        .put("amount", it.amount())
        .put("currency", it.currency())
        .put("capture", it.isManual() ? "manual" : "automatic");
    if (it.payer() != null) {
      body.put("payer_account_id", it.payer());
    }
    ObjectNode method = body.putObject("payment_method");
    method.put("type", it.token() == null ? "wallet" : "card");
    if (it.token() != null) {
      method.put("token", it.token());
    }
  }

  private static void putAmount(ObjectNode body, @Nullable Long amount) {
    if (amount != null) {
      body.put("amount", amount);
    }
  }
}
