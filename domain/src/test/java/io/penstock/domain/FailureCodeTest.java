package io.penstock.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.FailureCode.ForeignCode;
import io.penstock.domain.FailureCode.OtherContent;
import io.penstock.schemas.http.ProblemCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTest {

  @ParameterizedTest
  @EnumSource
  void ourOwnAreReadAsTheyAreWrittenAndStandInTheCatalogue(RefusalCode code) {
    assertThat(FailureCode.of(code.code())).isEqualTo(code);
    assertThat(ProblemCatalogue.find(code.code()))
        .hasValueSatisfying(entry -> assertThat(entry.code()).isEqualTo(code.code()));
  }

  @Test
  void namesTheFieldInWhichTheContentDiffers() {
    FailureCode code = FailureCode.of("id_already_used_with_different_debit_account_id");

    assertThat(code).isEqualTo(new OtherContent("debit_account_id"));
    assertThat(code.code()).isEqualTo("id_already_used_with_different_debit_account_id");
  }

  @Test
  void aCodeOfAPspIsReadAsItStands() {
    assertThat(FailureCode.of("do_not_honor")).isEqualTo(new ForeignCode("do_not_honor"));
    assertThat(FailureCode.of("INSUFFICIENT_FUNDS")).isInstanceOf(ForeignCode.class);
  }
}
