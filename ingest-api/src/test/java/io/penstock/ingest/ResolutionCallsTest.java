package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ingest.Client.Response;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.ResolutionCommand;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(DoorExtension.class)
class ResolutionCallsTest {
  private static final String BODY = "{\"reason\": \"written off\", \"actor\": \"alice\"%s}";

  private final Door door;
  private final Client client;

  ResolutionCallsTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void sendsWhatWasDecided() {
    String id = Client.newKey();

    Response answer =
        client.post("/reconciliation/" + id + "/resolve", BODY.formatted(", \"booking\": \"fee\""));

    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.text("code")).isEqualTo("reconciliation_not_found");
    assertThat(answer.text("case_id")).isEqualTo(id);
    ResolutionCommand command = command(id);
    assertThat(command.getReason()).isEqualTo("written off");
    assertThat(command.getActor()).isEqualTo("alice");
    assertThat(command.getBooking()).isEqualTo(ResolutionBooking.FEE);
    assertThat(command.getCommandId()).matches("rs_[0-9a-f]{32}");
  }

  @Test
  void aRepeatIsTheSameCommand() {
    String id = Client.newKey();
    String path = "/reconciliation/" + id + "/resolve";
    Response first = client.post(path, BODY.formatted(""), "Idempotency-Key", id);

    Response again = client.post(path, BODY.formatted(""), "Idempotency-Key", id);

    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(command(id).getBooking()).isEqualTo(ResolutionBooking.NONE);
  }

  @Test
  void aReferenceMayHoldWhatAPathDoesNot() {
    String reference = "ch/" + Client.newKey() + " é::%?" + "x".repeat(60);

    Response answer =
        client.post(
            "/reconciliation/"
                + URLEncoder.encode(reference, StandardCharsets.UTF_8).replace("+", "%20")
                + "/resolve",
            BODY.formatted(""));

    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(command(reference).getCaseId()).isEqualTo(reference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"actor": "alice"}                                     | field_required      | reason
          {"reason": "why"}                                      | field_required      | actor
          {"reason": "", "actor": "alice"}                       | field_out_of_range  | reason
          {"reason": " ", "actor": "alice"}                      | field_malformed     | reason
          {"reason": "a\\nb", "actor": "alice"}                  | field_malformed     | reason
          {"reason": "why", "actor": "\\u007f"}                  | field_malformed     | actor
          {"reason": 1, "actor": "alice"}                        | field_malformed     | reason
          {"reason": "why", "actor": "alice", "booking": "both"} | field_malformed     | booking
          {"reason": "why", "actor": "alice", "booked": "fee"}   | unknown_field       | booked
          {"reason": "4242-4242-4242-4242", "actor": "alice"}    | card_number_refused | reason
          """)
  void namesWhatIsMalformed(String body, String code, String field) {
    int commands = door.ledger.commands().size();

    Response answer = client.post("/reconciliation/pay-1/resolve", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(answer.text("field")).isEqualTo(field);
    assertThat(door.ledger.commands()).hasSize(commands);
  }

  @Test
  void noTextIsLongerThanItMayBe() {
    String reason = "{\"reason\": \"%s\", \"actor\": \"%s\"}";

    assertThat(resolve(reason.formatted("x".repeat(513), "y")).text("field")).isEqualTo("reason");
    assertThat(resolve(reason.formatted("x", "y".repeat(129))).text("field")).isEqualTo("actor");
    assertThat(resolve(reason.formatted("x".repeat(512), "y".repeat(128))).status()).isEqualTo(404);
    assertThat(client.post("/reconciliation/" + "x".repeat(139) + "/resolve", reason).text("code"))
        .isEqualTo("id_malformed");
  }

  private Response resolve(String body) {
    return client.post("/reconciliation/nobody/resolve", body);
  }

  private ResolutionCommand command(String caseId) {
    List<ResolutionCommand> commands =
        door.ledger.commands().stream()
            .filter(ResolutionCommand.class::isInstance)
            .map(ResolutionCommand.class::cast)
            .filter(command -> command.getCaseId().equals(caseId))
            .toList();
    assertThat(commands).hasSize(1);
    return commands.getFirst();
  }
}
