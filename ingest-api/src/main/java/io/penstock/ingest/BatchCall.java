package io.penstock.ingest;

import static io.penstock.ingest.IdempotencyKey.FIELD;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.TransferScope;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.http.Problem;
import io.penstock.schemas.http.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Many transfers in one request. Each is decided by itself; one that cannot be read as a transfer
 * refuses the whole request before any is sent.
 */
final class BatchCall {
  /** A header field that any client can send back; the tokens of more transfers are left out. */
  private static final int MAX_TOKENS_LENGTH = 4096;

  private final TransferDesk desk;

  BatchCall(TransferDesk desk) {
    this.desk = desk;
  }

  Supplier<Answer> move(Call call) {
    List<Line> lines =
        call
            .body()
            .only(Set.of("transfers", FIELD))
            .list("transfers", IngestSettings.MAX_BATCH)
            .stream()
            .map(transfer -> transfer.only(TransferForm.FIELDS))
            .map(Line::read)
            .toList();
    return () -> move(call, lines);
  }

  private Answer move(Call call, List<Line> lines) {
    AccountLookUps lookUps = desk.newLookUps();
    List<Item> items = InParallel.map(lines, line -> check(line, lookUps));
    List<Item> sent = send(oneScopeAnId(items));
    Deadline deadline = Deadline.in(call.patience());
    List<Outcome> outcomes = InParallel.map(sent, item -> outcome(item, deadline, call.path()));
    return answer(sent, outcomes);
  }

  private Item check(Line line, AccountLookUps lookUps) {
    TransferCommand command = line.command();
    return line.malformation()
        .or(() -> desk.otherScope(command))
        .map(problem -> Item.refused(command, new ProblemException(problem)))
        .orElseGet(() -> new Item(desk.doubting(command, lookUps), Item.NOT_SENT));
  }

  /** What the views cannot know yet: of two scopes with one id only the first is sent. */
  private static List<Item> oneScopeAnId(List<Item> items) {
    Map<String, TransferScope> first = new HashMap<>();
    return items.stream().map(item -> item.isRefused() ? item : oneScope(item, first)).toList();
  }

  private static Item oneScope(Item item, Map<String, TransferScope> first) {
    TransferCommand command = item.command();
    var scope = new TransferScope(TransferDesk.scopeOf(command), command.getDebitAccountId());
    TransferScope known = first.putIfAbsent(command.getTransferId(), scope);
    return known == null || known.scopeAccountId().equals(scope.scopeAccountId())
        ? item
        : Item.refused(command, new ProblemException(TransferDesk.otherScope(command, known)));
  }

  /** Stops at the first command that Kafka cannot take, so that a lost broker is met once. */
  private List<Item> send(List<Item> items) {
    List<Item> sent = new ArrayList<>(items.size());
    boolean anyTaken = false;
    ProblemException away = null;
    for (Item item : items) {
      if (item.isRefused()) {
        sent.add(item);
        continue;
      }
      Item next = away == null ? send(item) : Item.refused(item.command(), away);
      away = next.isRefused() ? next.refusal() : null;
      anyTaken |= away == null;
      sent.add(next);
    }
    if (away != null && !anyTaken) {
      throw away;
    }
    return sent;
  }

  private Item send(Item item) {
    TransferCommand command = item.command();
    return new Item(command, desk.send(command, TransferDesk.scopeOf(command)));
  }

  private Outcome outcome(Item item, Deadline deadline, String path) {
    TransferCommand command = item.command();
    String transferId = command.getTransferId();
    try {
      Deliveries.await(item.sent());
      return desk.outcome(command, TransferDesk.scopeOf(command), deadline)
          .map(seen -> Outcome.ofTransfer(seen, transferId, path))
          .orElseGet(() -> new Outcome(202, TransferDesk.processing(transferId), null));
    } catch (ProblemException e) {
      ObjectNode problem = e.problem().toObject(path).put("transfer_id", transferId);
      return new Outcome(e.problem().status(), problem, null);
    }
  }

  private static Answer answer(List<Item> items, List<Outcome> outcomes) {
    ArrayNode results = JsonNodeFactory.instance.arrayNode(items.size());
    for (int i = 0; i < items.size(); i++) {
      results.add(result(items.get(i), outcomes.get(i)));
    }
    JsonNode body = JsonNodeFactory.instance.objectNode().set("results", results);
    boolean decided = outcomes.stream().allMatch(o -> o.status() != 202 && o.status() < 500);
    Answer answer =
        new Answer(200, Map.of(Answer.CONTENT_TYPE, Answer.JSON), body.toString(), decided);
    String tokens = tokens(outcomes);
    return tokens.isEmpty() || tokens.length() > MAX_TOKENS_LENGTH
        ? answer
        : answer.with(Answer.CONSISTENCY_TOKEN, tokens);
  }

  private static String tokens(List<Outcome> outcomes) {
    return outcomes.stream()
        .map(Outcome::consistencyToken)
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static ObjectNode result(Item item, Outcome outcome) {
    ObjectNode result =
        JsonNodeFactory.instance
            .objectNode()
            .put("transfer_id", item.command().getTransferId())
            .put("status", outcome.status());
    return result.set(outcome.isRefusal() ? "problem" : "transfer", outcome.json());
  }

  /**
   * One transfer as it was asked for.
   *
   * @param malformation what is wrong with it whatever the books say: it is refused alone
   */
  private record Line(TransferCommand command, Optional<Problem> malformation) {
    static Line read(Fields transfer) {
      TransferCommand command = TransferForm.read(transfer, null);
      return new Line(command, TransferForm.malformation(transfer, command));
    }
  }

  /**
   * One transfer on its way.
   *
   * @param sent fails where it was refused or could not be sent
   */
  private record Item(TransferCommand command, CompletableFuture<Void> sent) {
    static final CompletableFuture<Void> NOT_SENT = new CompletableFuture<>();

    static Item refused(TransferCommand command, ProblemException refusal) {
      return new Item(command, CompletableFuture.failedFuture(refusal));
    }

    boolean isRefused() {
      return sent.isCompletedExceptionally();
    }

    ProblemException refusal() {
      return sent.exceptionNow() instanceof ProblemException problem
          ? problem
          : new ProblemException(
              Problem.of(500, "internal_error", "The transfer could not be sent."));
    }
  }
}
