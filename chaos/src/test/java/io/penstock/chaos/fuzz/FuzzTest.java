package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.fuzz.WireRequest.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FuzzTest {
  private static final ApiCalls API =
      new ApiCalls(
          AnswerRules.json(
              """
              {"paths": {"/transfers": {"post": {
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/t"}}}},
                "responses": {"201": {}}}}},
               "t": {"type": "object", "required": ["debit_account_id", "currency", "amount"],
                "properties": {"debit_account_id": {"type": "string"},
                 "credit_account_id": {"type": "string"}, "currency": {"type": "string"},
                 "amount": {"type": "integer"}, "pending": {"type": "boolean"}}}}
              """
                  .getBytes(UTF_8)));
  private static final String ASKED =
      """
      {"transfer_id": "t", "debit_account_id": "a", "credit_account_id": "b", "amount": "5", "currency": "USD"}
      """;

  private final AcceptedRequests books = new AcceptedRequests();
  private final AnswerRules rules = new AnswerRules(Set.of("known"));

  @Test
  void sendsTheSameForTheSameSeedOnly() {
    assertThat(requests(7)).isEqualTo(requests(7)).isNotEqualTo(requests(8));
    assertThat(requests(7)).doesNotHaveDuplicates();
  }

  @Test
  void sendsSoundAndOddOnes() {
    RequestMaker maker = new RequestMaker(API, new Ids("f"), 1);
    List<WireRequest> made = IntStream.range(0, 2_000).mapToObj(maker::at).toList();

    assertThat(made).anyMatch(r -> AnswerRules.json(r.body()).path("amount").isInt());
    assertThat(made).anyMatch(r -> AnswerRules.json(r.body()).isMissingNode());
    assertThat(made).extracting(WireRequest::ending).contains(Ending.values());
    assertThat(made).extracting(WireRequest::method).contains("POST", "DELETE", "TRACE");
    assertThat(made).anyMatch(r -> new String(r.bytes(), UTF_8).contains("chunked"));
    assertThat(made).anyMatch(r -> r.answers() == 2);
  }

  @Test
  void takesDownWhatWasAskedAndAccepted() {
    books.accepted(asking(ASKED), accepted(5, "b"));

    assertThat(books.faults()).isEmpty();
    assertThat(books.transfers())
        .singleElement()
        .extracting(AcceptedRequests.Asked::id)
        .isEqualTo("t");
  }

  @Test
  void seesWhatWasNotAskedFor() {
    books.accepted(asking(ASKED), accepted(6, "b"));
    books.accepted(asking(ASKED), accepted(5, "c"));
    books.accepted(asking(ASKED + "x"), accepted(5, "b"));

    assertThat(books.faults()).hasSize(4).last().asString().contains("nobody can read");
  }

  @Test
  void seesAnswersThatShouldNotBe() {
    assertThat(rules.fault(asking(ASKED), answer(500, "", "{}"))).isPresent();
    assertThat(rules.fault(asking(ASKED), answer(400, "text/html", "<p>"))).isPresent();
    assertThat(rules.fault(asking(ASKED), answer(201, "application/json", "{\"a\":"))).isPresent();
    assertThat(rules.fault(asking(ASKED), problem(400, 400, "known", "plain"))).isEmpty();
    assertThat(rules.fault(asking(ASKED), problem(400, 404, "known", "plain"))).isPresent();
    assertThat(rules.fault(asking(ASKED), problem(400, 400, "unknown", "plain"))).isPresent();
    assertThat(rules.fault(asking(ASKED), problem(400, 400, "known", "java.io.IOException")))
        .isPresent();
  }

  private static List<String> requests(long seed) {
    RequestMaker maker = new RequestMaker(API, new Ids("f"), seed);
    return IntStream.range(0, 300)
        .mapToObj(maker::at)
        .map(request -> request + new String(request.bytes(), UTF_8) + request.ending())
        .toList();
  }

  private static WireRequest asking(String body) {
    return new WireRequest(
        1,
        API.all().getFirst(),
        "POST",
        "/transfers",
        new byte[0],
        body.getBytes(UTF_8),
        Ending.READS,
        1);
  }

  private static WireAnswer accepted(int amount, String payee) {
    return answer(
        201,
        "application/json",
        """
        {"transfer_id": "t", "debit_account_id": "a", "amount": %d, "currency": "USD",
         "credits": [{"account_id": "%s", "amount": %d}]}
        """
            .formatted(amount, payee, amount));
  }

  private static WireAnswer problem(int status, int said, String code, String detail) {
    return answer(
        status,
        "application/problem+json",
        """
        {"type": "about:blank", "title": "T", "status": %d, "detail": "%s", "instance": "/", "code": "%s"}
        """
            .formatted(said, detail, code));
  }

  private static WireAnswer answer(int status, String type, String body) {
    return new WireAnswer(
        status, Map.of("content-type", type), body.getBytes(UTF_8), Duration.ZERO);
  }
}
