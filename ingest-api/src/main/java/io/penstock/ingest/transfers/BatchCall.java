package io.penstock.ingest.transfers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.InParallel;
import io.penstock.ingest.requests.Call;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.TransferCommand;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.CommandMark;
import io.penstock.views.ConsistencyToken.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Many transfers in one request. Each is decided by itself, or with those it is linked to; one that
 * cannot be read as a transfer refuses the whole request before any is sent.
 */
public final class BatchCall {
  /** Most transfers of a batch. */
  public static final int MAX_BATCH = 8192;

  /** A header field that any client can send back; beyond, one position a partition. */
  private static final int MAX_TOKENS_LENGTH = 4096;

  private static final Member<List<Fields>> TRANSFERS =
      Member.required("transfers", Kind.list(TransferForm.BATCHED, MAX_BATCH));
  public static final Form BATCH = Form.ofBody("Batch", TRANSFERS);

  private final TransferDesk desk;

  public BatchCall(TransferDesk desk) {
    this.desk = desk;
  }

  public Supplier<Answer> move(Call call) {
    List<BatchItem> asked = call.body().get(TRANSFERS).stream().map(BatchItem::read).toList();
    return () -> move(call, asked);
  }

  private Answer move(Call call, List<BatchItem> asked) {
    AccountLookUps lookUps = desk.newLookUps();
    List<BatchItem> items = InParallel.map(asked, item -> check(item, lookUps));
    List<BatchItem> sent = send(LinkedItems.chains(oneScopeAnId(items)));
    Deadline deadline = Deadline.in(call.patience());
    List<CommandReply> outcomes =
        InParallel.map(sent, item -> outcome(item, deadline, call.path()));
    return answer(sent, outcomes);
  }

  private BatchItem check(BatchItem item, AccountLookUps lookUps) {
    if (item.isRefused()) {
      return item;
    }
    return desk.otherScope(item.command())
        .map(item::refused)
        .orElseGet(() -> item.with(desk.doubting(item.command(), lookUps)));
  }

  /** What the views cannot know yet: of two scopes with one id only the first is sent. */
  private static List<BatchItem> oneScopeAnId(List<BatchItem> items) {
    Map<String, TransferScope> first = new HashMap<>();
    return items.stream().map(item -> item.isRefused() ? item : oneScope(item, first)).toList();
  }

  private static BatchItem oneScope(BatchItem item, Map<String, TransferScope> first) {
    TransferCommand command = item.command();
    var scope = new TransferScope(TransferDesk.scopeOf(command), command.getDebitAccountId());
    TransferScope known = first.putIfAbsent(command.getTransferId(), scope);
    return known == null || known.scopeAccountId().equals(scope.scopeAccountId())
        ? item
        : item.refused(TransferDesk.otherScope(command, known));
  }

  /** Stops at the first command that Kafka cannot take, so that a lost broker is met once. */
  private List<BatchItem> send(List<List<BatchItem>> chains) {
    List<BatchItem> sent = new ArrayList<>();
    boolean anyTaken = false;
    ProblemException away = null;
    for (List<BatchItem> chain : chains) {
      if (chain.getFirst().isRefused()) {
        sent.addAll(chain);
        continue;
      }
      ProblemException lost = away;
      List<BatchItem> next =
          lost == null ? sent(chain) : chain.stream().map(item -> item.refused(lost)).toList();
      away = next.getFirst().isRefused() ? next.getFirst().refusal() : null;
      anyTaken |= away == null;
      sent.addAll(next);
    }
    if (away != null && !anyTaken) {
      throw away;
    }
    return sent;
  }

  private List<BatchItem> sent(List<BatchItem> chain) {
    TransferCommand command = LinkedItems.command(chain);
    CompletableFuture<Void> future = desk.send(command, TransferDesk.scopeOf(command));
    return chain.stream().map(item -> item.sent(future)).toList();
  }

  private CommandReply outcome(BatchItem item, Deadline deadline, String path) {
    TransferCommand command = item.command();
    String transferId = command.getTransferId();
    try {
      CommandProducer.await(item.sent());
      return desk.outcome(command, TransferDesk.scopeOf(command), deadline)
          .map(seen -> CommandReply.of(seen, transferId, path, item.inLegs()))
          .orElseGet(
              () -> CommandReply.processing("transfer_id", transferId, ConsistencyToken.NONE));
    } catch (ProblemException e) {
      ObjectNode problem = e.problem().toObject(path).put("transfer_id", transferId);
      return CommandReply.refused(problem, ConsistencyToken.NONE);
    }
  }

  private Answer answer(List<BatchItem> items, List<CommandReply> outcomes) {
    ArrayNode results = JsonNodeFactory.instance.arrayNode(items.size());
    for (int i = 0; i < items.size(); i++) {
      results.add(result(items.get(i), outcomes.get(i)));
    }
    JsonNode body = JsonNodeFactory.instance.objectNode().set("results", results);
    boolean decided = outcomes.stream().allMatch(o -> o.status() != 202 && o.status() < 500);
    Answer answer =
        new Answer(200, Map.of(Answer.CONTENT_TYPE, Answer.JSON), body.toString(), decided);
    return tokens(items, outcomes)
        .map(tokens -> answer.with(ConsistencyToken.HEADER, tokens))
        .orElse(answer);
  }

  /** What each transfer has advanced, as far as a header may be long; else how far all have. */
  private Optional<String> tokens(List<BatchItem> items, List<CommandReply> outcomes) {
    String tokens =
        outcomes.stream()
            .flatMap(outcome -> outcome.token().encoded().stream())
            .distinct()
            .collect(Collectors.joining(","));
    boolean isDecided = outcomes.stream().noneMatch(outcome -> outcome.status() == 202);
    return isDecided && tokens.length() <= MAX_TOKENS_LENGTH
        ? Optional.of(tokens).filter(text -> !text.isEmpty())
        : positions(items, outcomes).encoded();
  }

  /**
   * A partition decides in the order in which it was sent to: whoever has seen the last that came
   * about there, and the decision of the last that is not decided yet, has seen all.
   */
  private ConsistencyToken positions(List<BatchItem> items, List<CommandReply> outcomes) {
    Map<List<Integer>, Mark> last = new TreeMap<>(Comparator.comparing(List::toString));
    for (int i = 0; i < items.size(); i++) {
      TransferCommand command = items.get(i).command();
      int status = outcomes.get(i).status();
      if (status == 201 || status == 202) {
        String scope = TransferDesk.scopeOf(command);
        last.put(
            List.of(desk.partition(command, scope), status),
            new CommandMark(command.getTransferId(), scope));
      }
    }
    return new ConsistencyToken(List.copyOf(last.values()));
  }

  private static ObjectNode result(BatchItem item, CommandReply outcome) {
    ObjectNode result =
        JsonNodeFactory.instance
            .objectNode()
            .put("transfer_id", item.command().getTransferId())
            .put("status", outcome.status());
    return result.set(outcome.isRefusal() ? "problem" : "transfer", outcome.body());
  }
}
