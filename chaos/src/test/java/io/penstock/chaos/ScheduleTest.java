package io.penstock.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScheduleTest {

  @Test
  void theSeedRepeatsIt() {
    assertThat(faults(7, 200)).isEqualTo(faults(7, 200)).isNotEqualTo(faults(8, 200));
  }

  @Test
  void everyKindComesBeforeAnyComesAThirdTime() {
    List<FaultKind> first =
        faults(7, FaultKind.values().length + 1).stream().map(Fault::kind).toList();

    assertThat(first).contains(FaultKind.values());
  }

  @Test
  void whoIsPausedMissesItsSession() {
    assertThat(faults(7, 1_000).stream().filter(f -> f.kind() == FaultKind.PAUSE_INSTANCE))
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.lastsMs()).isGreaterThan(6_000));
  }

  private static List<Fault> faults(long seed, int count) {
    Schedule schedule = new Schedule(seed, EnumSet.allOf(FaultKind.class));
    return Stream.generate(schedule::next).limit(count).toList();
  }
}
