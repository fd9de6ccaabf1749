package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call of the document, and what the running program answers to it. */
class RecordedAnswersTest {

  /**
   * Only where uploads are many, where Kafka or the PSP is away, at a start, or where a PSP
   * declines what it authorised; what is answered then is proven elsewhere.
   */
  private static final Pattern NOT_TO_BE_HAD =
      Pattern.compile(
          ".* (429|502|504|default)|GET /health/ready 503|POST /payments/\\{id}/capture 402");

  @TempDir static Path dir;
  private static List<Exchange> recorded = List.of();
  private static ApiContract contract = new ApiContract(Exchange.parse("{\"components\": {}}"));

  @BeforeAll
  static void record() throws Exception {
    Map<String, String> settings =
        Map.of(
            "PENSTOCK_HTTP_REQUESTS_IN_FLIGHT",
            Integer.toString(OperationCalls.AT_ONCE),
            "PENSTOCK_FRAUD_VERDICT_TIMEOUT_MS",
            "30000",
            "PENSTOCK_FRAUD_RULES",
            "built-in:local");
    try (RunningPenstock penstock = RunningPenstock.start(dir.resolve("data"), settings);
        Caller caller = new Caller(penstock.http())) {
      contract = new ApiContract(caller.get("/openapi.json").json());
      try {
        CommonRefusals refusals = new CommonRefusals(caller).open();
        new LedgerCalls(caller, refusals).make();
        new PaymentCalls(caller, refusals).make();
        OperationCalls operation = new OperationCalls(caller, penstock.psp());
        operation.make();
        operation.whileOthersWait(contract.operations());
      } finally {
        recorded = caller.exchanges();
      }
    }
  }

  @AfterAll
  static void keep() throws IOException {
    Files.write(
        Path.of("target/recorded-answers.jsonl"),
        recorded.stream().map(Exchange::toString).toList());
  }

  @Test
  void everyAnswerIsAsTheDocumentSays() {
    Set<String> faults = new TreeSet<>();
    for (Exchange exchange : recorded) {
      String shown = exchange.toString();
      contract
          .faults(exchange)
          .forEach(
              fault ->
                  faults.add(fault + "\n    " + shown.substring(0, Math.min(700, shown.length()))));
    }

    assertThat(faults).isEmpty();
  }

  @Test
  void everyOperationAndStatusWasAnswered() {
    Set<String> described =
        contract.operations().stream()
            .flatMap(
                operation ->
                    operation.json().path("responses").properties().stream()
                        .map(Map.Entry::getKey)
                        .map(status -> operation.name() + " " + status))
            .filter(answer -> !NOT_TO_BE_HAD.matcher(answer).matches())
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> answered =
        recorded.stream()
            .map(e -> contract.operation(e).map(Operation::name).orElse("") + " " + e.status())
            .collect(Collectors.toSet());

    assertThat(described).hasSizeGreaterThan(contract.operations().size());
    assertThat(answered).containsAll(described);
  }

  @Test
  void everyExampleFitsItsSchema() {
    Set<String> faults = new TreeSet<>();
    for (JsonNode holder : contract.document().findParents("example")) {
      JsonNode schema = holder.path("schema");
      if (!schema.isMissingNode()) {
        contract
            .schemas()
            .faultsOfAnswer(schema, holder.path("example"))
            .forEach(fault -> faults.add(fault + "\n    " + holder.path("example")));
      }
    }
    for (JsonNode holder : contract.document().findParents("examples")) {
      for (JsonNode example : holder.path("examples")) {
        if (holder.has("schema") && example.has("value")) {
          contract
              .schemas()
              .faultsOfAnswer(holder.path("schema"), example.path("value"))
              .forEach(fault -> faults.add(fault + "\n    " + example.path("value")));
        }
      }
    }

    assertThat(faults).isEmpty();
  }
}
