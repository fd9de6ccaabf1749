package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link RecordedAnswersTest} would miss if the contract were blind. */
class ApiContractTest {
  private static final String DOCUMENT =
      """
      {"paths": {"/things/{id}": {
         "get": {"x-problem-codes": {"404": ["thing_not_found"]},
           "responses": {
             "200": {"headers": {"Location": {"required": true, "schema": {"type": "string"}}},
                     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Special"}}}},
             "404": {"$ref": "#/components/responses/Problem"},
             "default": {"x-problem-codes": ["internal_error"],
               "content": {"application/problem+json": {"schema": {"type": "object"}}}}}}}},
       "components": {
         "responses": {"Problem": {"x-problem-codes": ["route_not_found"],
           "content": {"application/problem+json":
             {"schema": {"type": "object", "properties": {"code": {"type": "string"}}}}}}},
         "schemas": {
           "Thing": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
           "Special": {"allOf": [{"$ref": "#/components/schemas/Thing"}],
             "properties": {"parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}
      """;

  private final ApiContract contract = new ApiContract(Exchange.parse(DOCUMENT));

  @Test
  void findsNothingWhereTheDocumentIsTrue() {
    assertThat(contract.faults(found("{\"id\": \"a\", \"parts\": [{\"id\": \"b\"}]}"))).isEmpty();
    assertThat(contract.faults(refused(404, "thing_not_found"))).isEmpty();
    assertThat(contract.faults(refused(404, "route_not_found"))).isEmpty();
    assertThat(contract.faults(refused(500, "internal_error"))).isEmpty();
  }

  @Test
  void findsABodyThatDoesNotFit() {
    assertThat(contract.faults(found("{\"parts\": []}")))
        .anyMatch(fault -> fault.contains("required property 'id'"));
    assertThat(contract.faults(found("{\"id\": 5}")))
        .anyMatch(fault -> fault.contains("string expected"));
  }

  @Test
  void findsAMemberThatIsNotDescribed() {
    assertThat(contract.faults(found("{\"id\": \"a\", \"more\": 1}")))
        .anyMatch(fault -> fault.startsWith(": property 'more'"));
    assertThat(contract.faults(found("{\"id\": \"a\", \"parts\": [{\"id\": \"b\", \"more\": 1}]}")))
        .anyMatch(fault -> fault.startsWith("/parts/0: property 'more'"));
  }

  @Test
  void findsAStatusThatIsNotDescribed() {
    assertThat(contract.faults(refused(409, "thing_not_found")))
        .containsExactly("status 409 is not described");
  }

  @Test
  void findsACodeThatIsNotListed() {
    assertThat(contract.faults(refused(404, "other_not_found")))
        .containsExactly("code other_not_found is not listed for 404");
  }

  @Test
  void findsAPromisedHeaderThatLacks() {
    assertThat(contract.faults(answer(200, "application/json", "{\"id\": \"a\"}", Map.of())))
        .containsExactly("header Location is promised");
  }

  @Test
  void findsAHeaderOfOursThatIsNotDescribed() {
    var headers = Map.of("Consistency-Token", List.of("1.2"));

    assertThat(
            contract.faults(
                answer(
                    404, "application/problem+json", "{\"code\": \"thing_not_found\"}", headers)))
        .containsExactly("header Consistency-Token is not described");
  }

  @Test
  void findsACallThatIsNotDescribed() {
    Exchange call =
        new Exchange(
            "GET", URI.create("/other"), "", 200, HttpHeaders.of(Map.of(), (_, _) -> true), "");

    assertThat(contract.faults(call)).containsExactly("no such operation");
  }

  private static Exchange found(String body) {
    return answer(200, "application/json", body, Map.of("Location", List.of("/things/a")));
  }

  private static Exchange refused(int status, String code) {
    return answer(status, "application/problem+json", "{\"code\": \"" + code + "\"}", Map.of());
  }

  private static Exchange answer(
      int status, String type, String body, Map<String, List<String>> more) {
    Map<String, List<String>> headers = new HashMap<>(more);
    headers.put("Content-Type", List.of(type));
    return new Exchange(
        "GET", URI.create("/things/a"), "", status, HttpHeaders.of(headers, (_, _) -> true), body);
  }
}
