package io.penstock.ingest.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.SettlementLine;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Asks the views over HTTP, at the internal listener of any of their instances. */
public final class HttpCommittedViews implements CommittedViews, AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** What an answer may take longer than it was asked to wait. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** What the views may wait for their database, less the grace. */
  private static final Duration DATABASE = Duration.ofSeconds(1);

  /** So many that the longest of them are no more than the views' listener reads. */
  private static final int LINES_AT_ONCE = 500;

  private final HttpClient client;
  private final String base;

  public HttpCommittedViews(URI views) {
    base = views.toString().replaceAll("/+$", "");
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  @Override
  public Optional<Seen> account(String accountId, Duration wait) {
    return seen("/internal/accounts/" + encoded(accountId) + "?" + waiting(wait), wait);
  }

  @Override
  public List<Seen> transfers(String transferId, @Nullable String scopeAccountId, Duration wait) {
    String scope = scopeAccountId == null ? "" : "scope=" + encoded(scopeAccountId) + "&";
    return all("/internal/transfers/" + encoded(transferId) + "?" + scope + waiting(wait), wait);
  }

  @Override
  public List<Seen> olderTransfers(String transferId) {
    return all("/internal/transfers/" + encoded(transferId) + "/older", DATABASE);
  }

  private List<Seen> all(String path, Duration wait) {
    List<Seen> transfers = new ArrayList<>();
    seen(path, wait)
        .ifPresent(
            all ->
                all.json()
                    .path("transfers")
                    .forEach(transfer -> transfers.add(new Seen(transfer, null))));
    return transfers;
  }

  @Override
  public Optional<Seen> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration wait) {
    String question =
        "?scope=" + encoded(scopeAccountId) + "&request_id=" + encoded(requestId) + "&";
    return seen(
        "/internal/transfers/" + encoded(transferId) + "/answer" + question + waiting(wait), wait);
  }

  @Override
  public Optional<Seen> accountAnswer(
      String accountId, String commandId, String requestId, Duration wait) {
    String question =
        "?command_id=" + encoded(commandId) + "&request_id=" + encoded(requestId) + "&";
    return seen(
        "/internal/accounts/" + encoded(accountId) + "/answer" + question + waiting(wait), wait);
  }

  @Override
  public Optional<Seen> paymentAnswer(String paymentId, String requestId, Duration wait) {
    String question = "?request_id=" + encoded(requestId) + "&" + waiting(wait);
    return seen("/internal/payments/" + encoded(paymentId) + "/answer" + question, wait);
  }

  @Override
  public Optional<Seen> resolutionAnswer(String caseId, String requestId, Duration wait) {
    String question = "?case_id=" + encoded(caseId) + "&request_id=" + encoded(requestId) + "&";
    return seen("/internal/resolutions/answer" + question + waiting(wait), wait);
  }

  @Override
  public Optional<String> merchantAccount(String ownerId, String currency) {
    return ownedAccount(ownerId, "merchant-account", currency);
  }

  @Override
  public Optional<String> payerAccount(String ownerId, String currency) {
    return ownedAccount(ownerId, "payer-account", currency);
  }

  private Optional<String> ownedAccount(String ownerId, String which, String currency) {
    String path =
        "/internal/owners/" + encoded(ownerId) + "/" + which + "?currency=" + encoded(currency);
    return seen(path, Duration.ZERO).map(found -> found.text("account_id"));
  }

  @Override
  public Optional<StoredAnswer> idempotentAnswer(String key) {
    return get("/internal/idempotency/" + encoded(key), Duration.ZERO)
        .map(response -> parsed(response.body(), StoredAnswer.class));
  }

  @Override
  public Set<Integer> knownLines(List<SettlementLine> lines) {
    Set<Integer> known = new HashSet<>();
    for (int from = 0; from < lines.size(); from += LINES_AT_ONCE) {
      int first = from;
      List<SettlementLine> some =
          lines.subList(first, Math.min(lines.size(), first + LINES_AT_ONCE));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/internal/settlement-lines/known"))
              .timeout(DATABASE.plus(DATABASE).plus(GRACE))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(asJson(some)))
              .build();
      HttpResponse<String> answer =
          send(request)
              .orElseThrow(
                  () -> new ViewsUnavailableException("the views know no such question", null));
      parsed(answer.body(), JsonNode.class)
          .path("known")
          .forEach(place -> known.add(first + place.asInt()));
    }
    return known;
  }

  private static byte[] asJson(List<SettlementLine> lines) {
    ObjectNode question = JSON.createObjectNode();
    ArrayNode all = question.putArray("lines");
    for (SettlementLine line : lines) {
      all.addObject()
          .put("line_id", line.getLineId())
          .put("psp_reference", line.getPspReference())
          .put("payment_id", line.getPaymentId())
          .put("refund_id", line.getRefundId())
          .put("amount", line.getAmountMinor())
          .put("currency", line.getCurrency())
          .put("fee", line.getFeeMinor());
    }
    return question.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Optional<Seen> seen(String path, Duration wait) {
    return get(path, wait)
        .map(
            response ->
                new Seen(
                    parsed(response.body(), JsonNode.class),
                    response.headers().firstValue(Answer.CONSISTENCY_TOKEN).orElse(null)));
  }

  /** Empty: 204 or 404. */
  private Optional<HttpResponse<String>> get(String path, Duration wait) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).timeout(wait.plus(GRACE)).build());
  }

  /** Empty: 204 or 404. */
  private Optional<HttpResponse<String>> send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return switch (response.statusCode()) {
        case 200 -> Optional.of(response);
        case 204, 404 -> Optional.empty();
        default ->
            throw new ViewsUnavailableException(
                "the views answered " + response.statusCode() + " to " + request.uri().getPath(),
                null);
      };
    } catch (IOException e) {
      throw new ViewsUnavailableException("the views at " + base + " do not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ViewsUnavailableException("interrupted while asking the views", e);
    }
  }

  private static <T> T parsed(String body, Class<T> type) {
    try {
      return JSON.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new ViewsUnavailableException("the views answered what is no JSON", e);
    }
  }

  private static String waiting(Duration wait) {
    return "wait_ms=" + wait.toMillis();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
