package io.penstock.topologies;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.streams.RefusedRecordException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionGateTest {
  private static final int HOME = 3;
  private static final String KEY = "alice";
  private final PartitionGate gate = new PartitionGate(4);

  @Test
  void sendsNothingOnOfWhatTheClientWroteIntoTheHeaders() {
    Headers theirs = new RecordHeaders().add("secret", new byte[1_000]).add("penstock.x", null);

    Headers ours = gate.forwarded(record(theirs));

    assertThat(ours).hasSize(1).allMatch(header -> header.key().equals("penstock.forwarded"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "-9999999999", "99999999999999999999", "x", "9", "1e9", "0"})
  void aCountThatIsNoneCountsAsNothing(String forged) {
    var record = record(new RecordHeaders().add("penstock.forwarded", forged.getBytes(US_ASCII)));

    assertThat(gate.isHome(record, away())).isFalse();
    assertThat(gate.forwarded(record).lastHeader("penstock.forwarded").value())
        .isEqualTo("1".getBytes(US_ASCII));
  }

  @Test
  void givesUpWhatNeverArrivesAfterAFewHops() {
    Headers headers = new RecordHeaders();
    for (int hop = 1; hop <= 3; hop++) {
      assertThat(gate.isHome(record(headers), away())).isFalse();
      headers = gate.forwarded(record(headers));
    }

    Headers last = headers;
    assertThatThrownBy(() -> gate.isHome(record(last), away()))
        .isInstanceOf(RefusedRecordException.class);
    assertThat(gate.isHome(record(last), home())).isTrue();
  }

  private int home() {
    for (int partition = 0; partition < 4; partition++) {
      if (gate.isAt(KEY, partition)) {
        return partition;
      }
    }
    return HOME;
  }

  private int away() {
    return (home() + 1) % 4;
  }

  private static Record<String, String> record(Headers headers) {
    return new Record<>(KEY, "value", 1L, headers);
  }
}
