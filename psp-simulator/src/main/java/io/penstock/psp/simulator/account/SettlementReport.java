package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.ObjectType;
import io.penstock.psp.simulator.state.SettlementFault;
import io.penstock.psp.simulator.state.StateFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * What was settled, line by line as Penstock takes it, with deliberate faults; and afterwards,
 * which line got which. To be used within {@link StateFile#change} only.
 */
public final class SettlementReport {
  private static final String HEADER =
      "psp_reference,payment_id,refund_id,amount,currency,fee,settled_at,line_id";
  private static final String PLAN = "settlement-report";

  private final Documents documents;
  private final BalanceTransactions transactions;
  private final MVMap<String, String> kept;

  public SettlementReport(StateFile file, Documents documents, BalanceTransactions transactions) {
    this.documents = documents;
    this.transactions = transactions;
    this.kept = file.map("simulator");
  }

  /** A report as text, and its media type. */
  public enum Format {
    CSV("text/csv"),
    JSONL("application/jsonl");

    public final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    public String write(Stream<ObjectNode> lines) {
      return switch (this) {
        case CSV ->
            Stream.concat(Stream.of(HEADER), lines.map(Format::csv))
                .collect(Collectors.joining("\n", "", "\n"));
        case JSONL -> lines.map(line -> Json.write(line) + "\n").collect(Collectors.joining());
      };
    }

    private static String csv(ObjectNode line) {
      return Stream.of(HEADER.split(",", -1))
          .map(column -> quoted(line.path(column).asText("")))
          .collect(Collectors.joining(","));
    }

    private static String quoted(String cell) {
      return cell.matches("[^\",\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
  }

  /**
   * All that is available, with as many lines of each fault as asked for; late lines are left out
   * and come with {@link #late}.
   *
   * @throws IllegalArgumentException if there are fewer charges than faults
   */
  public Stream<ObjectNode> lines(Map<SettlementFault, Integer> faults, long seed) {
    Map<String, SettlementFault> plan = plan(faults, seed);
    ObjectNode labels = Json.object();
    plan.forEach((id, fault) -> labels.put(id, fault.label()));
    kept.put(PLAN, Json.write(labels));
    return transactions
        .available()
        .flatMap(each -> shown(each, plan.get(Json.id(each))))
        .map(this::line);
  }

  private static Stream<ObjectNode> shown(ObjectNode each, @Nullable SettlementFault fault) {
    if (fault == null) {
      return Stream.of(each);
    }
    return fault == SettlementFault.LATE
        ? Stream.empty()
        : BalanceTransactions.shown(each, fault, 0);
  }

  private Map<String, SettlementFault> plan(Map<SettlementFault, Integer> faults, long seed) {
    Map<String, SettlementFault> plan = new TreeMap<>();
    if (faults.isEmpty()) {
      return plan;
    }
    List<String> charges =
        new ArrayList<>(
            transactions
                .available()
                .filter(each -> Json.text(each, "type").equals("charge"))
                .map(Json::id)
                .toList());
    int wanted = faults.values().stream().mapToInt(Integer::intValue).sum();
    if (wanted > charges.size()) {
      throw new IllegalArgumentException(
          wanted + " faults do not fit on " + charges.size() + " settled charges");
    }
    Collections.shuffle(charges, new Random(seed));
    new TreeMap<>(faults)
        .forEach(
            (fault, count) -> {
              for (int i = 0; i < count; i++) {
                plan.put(charges.removeLast(), fault);
              }
            });
    return plan;
  }

  /** The lines that the last report held back. */
  public Stream<ObjectNode> late() {
    String late = SettlementFault.LATE.label();
    return planned().filter(each -> Json.text(each, "_fault").equals(late)).map(this::line);
  }

  /** Which fault the last report laid on which true line. */
  public ArrayNode faults() {
    return withFaults(planned());
  }

  private Stream<ObjectNode> planned() {
    ObjectNode plan = Json.read(kept.getOrDefault(PLAN, "{}"));
    return plan.properties().stream()
        .map(each -> documents.get(each.getKey()).put("_fault", each.getValue().textValue()));
  }

  /** Which fault the knob {@code settlement_faults} laid on which true transaction. */
  public ArrayNode laidFaults() {
    return withFaults(
        documents
            .oldestFirst(ObjectType.BALANCE_TRANSACTION)
            .filter(each -> each.hasNonNull("_fault")));
  }

  private ArrayNode withFaults(Stream<ObjectNode> transactions) {
    ArrayNode lines = Json.MAPPER.createArrayNode();
    transactions.forEach(each -> lines.add(line(each).put("fault", Json.text(each, "_fault"))));
    return lines;
  }

  private ObjectNode line(ObjectNode transaction) {
    String source = Json.text(transaction, "source");
    ObjectNode document = documents.find(source);
    ObjectNode metadata = Json.object();
    if (document != null) {
      metadata.setAll((ObjectNode) document.get("metadata"));
      if (document.hasNonNull("charge")) {
        ObjectNode charge = documents.get(Json.text(document, "charge"));
        metadata.setAll((ObjectNode) charge.get("metadata"));
        metadata.set("refund_id", document.get("metadata").path("refund_id"));
      }
    }
    ObjectNode line = Json.object().put("psp_reference", source);
    for (String id : List.of("payment_id", "refund_id")) {
      if (metadata.path(id).isTextual()) {
        line.set(id, metadata.get(id));
      }
    }
    line.put("amount", Json.number(transaction, "amount"));
    line.put("currency", Json.text(transaction, "currency").toUpperCase(Locale.ROOT));
    line.put("fee", Json.number(transaction, "fee"));
    long settledMs = Json.number(transaction, "_available_ms");
    line.put("settled_at", Instant.ofEpochMilli(settledMs).toString());
    return line.put("line_id", Json.id(transaction));
  }
}
