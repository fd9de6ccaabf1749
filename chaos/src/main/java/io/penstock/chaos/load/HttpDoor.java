package io.penstock.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.chaos.checker.Api;
import io.penstock.chaos.checker.books.Acknowledged;
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
    Acknowledged promise = promise(operation, answer.status(), answer.json());
    if (promise != null) {
      promises.accept(promise);
    }
    (TAKEN.contains(answer.status()) ? tally.acknowledged : tally.refused).incrementAndGet();
  }

  private static @Nullable Acknowledged promise(Operation operation, int code, JsonNode answer) {
    String by = "HTTP " + code;
    boolean taken = TAKEN.contains(code);
    String status =
        answer.path("status").isTextual()
            ? answer.path("status").asText().toUpperCase(Locale.ROOT)
            : null;
    return switch (operation) {
      case Operation.Open it -> taken ? new Acknowledged.Opened(it.account(), by) : null;
      case Operation.Transfer it -> {
        boolean declined = code == 402 && answer.path("code").asText().equals("insufficient_funds");
        yield taken || declined
            ? new Acknowledged.Decided(
                it.id(),
                it.scope(),
                it.kind(),
                it.debit(),
                it.credit(),
                it.amount(),
                declined ? "DECLINED" : code == 201 ? status : null,
                by)
            : null;
      }
      case Operation.Resolve it ->
          code == 201 && status != null
              ? new Acknowledged.Resolved(it.hold().id(), it.hold().scope(), status, by)
              : null;
      case Operation.Pay it ->
          taken
              ? new Acknowledged.Paid(it.id(), it.amount(), code == 201 ? status : null, by)
              : null;
      case Operation.GiveBack it ->
          taken ? new Acknowledged.Refunded(it.payment().id(), it.id(), code == 201, by) : null;
      case Operation.Capture _, Operation.Cancel _ -> null;
    };
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
