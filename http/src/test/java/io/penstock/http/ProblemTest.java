package io.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

public class ProblemTest {

  @Test
  void rendersTheMembersOfTheStandardAndOurs() throws IOException {
    Problem problem = Problem.ofField(422, "currency_unknown", "currency", "DEM is \"withdrawn\"");

    assertThat(new ObjectMapper().readTree(problem.toJson("/transfers")))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"type": "/problems/currency_unknown",
                     "title": "Currency unknown", "status": 422,
                     "detail": "DEM is \\"withdrawn\\"", "instance": "/transfers",
                     "code": "currency_unknown", "field": "currency"}
                    """));
  }

  @Test
  void leavesTheFieldOutWhereNoneIsAtFault() {
    assertThat(Problem.of(402, "insufficient_funds", "short").toJson("/transfers"))
        .doesNotContain("\"field\"");
  }

  @Test
  void theExceptionSaysWhatIsWrong() {
    Problem problem = Problem.of(404, "account_not_found", "there is no account a1");

    ProblemException exception = new ProblemException(problem);

    assertThat(exception).hasMessage("account_not_found: there is no account a1");
    assertThat(exception.problem()).isEqualTo(problem);
  }

  @Test
  void aCodeOfAPspLeadsToThoseOfAll() {
    assertThat(Problem.of(402, "try_again_tomorrow", "").type())
        .isEqualTo("/problems/declined_by_psp");
    assertThat(Problem.of(402, "insufficient_funds", "").type())
        .isEqualTo("/problems/insufficient_funds");
  }
}
