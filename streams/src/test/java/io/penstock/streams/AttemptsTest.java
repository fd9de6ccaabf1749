package io.penstock.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final TopicPartition PARTITION = new TopicPartition("transfers.requested", 0);
  private final Attempts attempts = new Attempts();

  @Test
  void givesARecordUpThatFailedTwice() {
    var place = new Attempts.Place(PARTITION, 42);
    assertThat(attempts.isCalm()).isTrue();

    attempts.failed(place, new IllegalStateException());
    assertThat(attempts.isGivenUp(place)).isFalse();
    assertThat(attempts.next(PARTITION, 40)).isEqualTo(42);

    attempts.failed(place, new IllegalStateException());
    assertThat(attempts.isGivenUp(place)).isTrue();
    assertThat(attempts.isGivenUp(new Attempts.Place(PARTITION, 43))).isFalse();
    assertThat(attempts.next(PARTITION, 43)).isNull();
  }

  @Test
  void givesNoRecordUpForWhatItRunsOn() {
    var away = new RegistryUnavailableException("away", new IOException("refused"));
    var place = new Attempts.Place(PARTITION, 42);
    for (Throwable failure :
        List.of(
            away,
            new SerializationException("in between", away),
            new StreamsException(new TimeoutException("no broker")),
            new ProcessorStateException("disk full"),
            new StreamsException("no partitions for a topic"))) {
      attempts.failed(place, failure);
      attempts.failed(place, failure);
    }

    assertThat(attempts.isGivenUp(place)).isFalse();
    assertThat(attempts.isCalm()).isTrue();
  }

  @Test
  void tellsWhatIsOfTheRecordAlthoughKafkaSaysIt() {
    assertThat(Infrastructure.atFault(new StreamsException(new RecordTooLargeException())))
        .isEmpty();
    assertThat(Infrastructure.atFault(new StreamsException(new ClassCastException()))).isEmpty();
    assertThat(Infrastructure.atFault(new SerializationException("too large"))).isEmpty();
    assertThat(Infrastructure.atFault(new StreamsException(new NullPointerException()))).isEmpty();
  }

  @Test
  void forgetsTheOldest() {
    for (int offset = 0; offset < 3_000; offset++) {
      var place = new Attempts.Place(PARTITION, offset);
      attempts.failed(place, new IllegalStateException());
      attempts.failed(place, new IllegalStateException());
    }

    assertThat(attempts.isGivenUp(new Attempts.Place(PARTITION, 0))).isFalse();
    assertThat(attempts.isGivenUp(new Attempts.Place(PARTITION, 2_999))).isTrue();
  }

  @Test
  void putsOffWhatIsDueAndCannotBeDecidedAndDoesTheNext() {
    DueWork due = new DueWork(Map.of(Attempts.CONFIG, attempts));
    List<String> done = new ArrayList<>();
    List<String> putOff = new ArrayList<>();

    for (String timer : List.of("t1", "t2", "t3")) {
      due.attempt(
          timer,
          () -> {
            if (timer.equals("t2")) {
              throw new ArithmeticException("overflow");
            }
            return () -> done.add(timer);
          },
          () -> putOff.add(timer));
    }

    assertThat(done).containsExactly("t1", "t3");
    assertThat(putOff).containsExactly("t2");
    assertThat(attempts.putOff()).isEqualTo(1);
  }

  @Test
  void putsOffWhatFailedTwiceWhileItWasWritten() {
    DueWork due = new DueWork(Map.of(Attempts.CONFIG, attempts));
    List<String> putOff = new ArrayList<>();
    Runnable attempt =
        () ->
            due.attempt(
                "t1",
                () ->
                    () -> {
                      throw new IllegalStateException("half written");
                    },
                () -> putOff.add("t1"));

    assertThatThrownBy(attempt::run).hasMessage("half written");
    assertThatThrownBy(attempt::run).hasMessage("half written");
    assertThat(putOff).isEmpty();

    attempt.run();
    assertThat(putOff).containsExactly("t1");
  }
}
