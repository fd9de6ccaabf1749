package io.penstock.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

  @Test
  void numbersSortAsTheirDigitsDo() {
    long[] numbers = {0, 1, 9, 10, 99, 4_711, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE};

    assertThat(LongStream.of(numbers).mapToObj(Keys::sequence))
        .isSorted()
        .allSatisfy(key -> assertThat(key).hasSize(19))
        .startsWith("0000000000000000000", "0000000000000000001")
        .endsWith("9223372036854775807");
  }

  @Test
  void numbersAreNotNegative() {
    assertThatThrownBy(() -> Keys.sequence(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void partsAreSeparatedByWhatNoIdMayHold() {
    assertThat(Ids.isValid("#")).isFalse();
    assertThat(Keys.version("alice", 7)).isEqualTo("alice#0000000000000000007");
    assertThat(Keys.transfer("alice", "t1")).isEqualTo("alice#t1");
    assertThat(Keys.transferState("t1", "alice")).isEqualTo("t1#alice");
    assertThat(Keys.transferAnswer("t1", "alice", "r1")).isEqualTo("t1#alice#r1");
    assertThat(Keys.transferAnswer("t1", "alice", null)).isEqualTo("t1#alice#");
    assertThat(Keys.accountAnswer("alice", "c1")).isEqualTo("alice#c1");
    assertThat(Keys.accountAnswer("alice", "c1", "r1")).isEqualTo("alice#c1#r1");
    assertThat(Keys.accountAnswer("alice", "c1", null)).isEqualTo("alice#c1#");
  }

  @ParameterizedTest
  @CsvSource({
    "POSTED,   false, t1#alice",
    "DECLINED, false, t1#alice",
    "PENDING,  false, t1#alice",
    "REVERSED, false, t1#alice",
    "POSTED,   true,  t1#alice#r1",
    "REFUSED,  false, t1#alice#r1",
    "REFUSED,  true,  t1#alice#r1"
  })
  void onlyAnAnswerThatPinsSomethingHasTheKeyOfTheTransfer(
      TransferStatus status, boolean repeated, String key) {
    TransferOutcome outcome =
        TransferOutcome.newBuilder()
            .setTransferId("t1")
            .setScopeAccountId("alice")
            .setRequestId("r1")
            .setStatus(status)
            .setKind(TransferKind.DIRECT)
            .setDebitAccountId("alice")
            .setCurrency("USD")
            .setDecidedAtMs(0)
            .setRepeated(repeated)
            .build();

    assertThat(Keys.transferAnswer(outcome)).isEqualTo(key);
  }
}
