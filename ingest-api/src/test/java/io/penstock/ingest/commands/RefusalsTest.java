package io.penstock.ingest.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.FailureCode;
import io.penstock.domain.RefusalCode;
import io.penstock.schemas.http.ProblemCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

  @ParameterizedTest
  @EnumSource
  void answersWithAStatusThatTheCatalogueHas(RefusalCode code) {
    assertThat(ProblemCatalogue.find(code.code()).orElseThrow().statuses())
        .contains(Refusals.status(code));
  }

  @Test
  void otherContentNamesItsMember() {
    FailureCode code = FailureCode.of("id_already_used_with_different_amount");

    assertThat(Refusals.status(code)).isEqualTo(422);
    assertThat(Refusals.field(code)).isEqualTo("amount");
  }

  @Test
  void whatALaterBuildSaysIsARefusalAllTheSame() {
    FailureCode code = FailureCode.of("moon_in_the_wrong_phase");

    assertThat(Refusals.status(code)).isEqualTo(422);
    assertThat(Refusals.field(code)).isNull();
  }
}
