package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.hold;

import io.penstock.testkit.LedgerScenario;
import io.penstock.topologies.ClockCheck;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WrongClockTest {
  private final AtomicBoolean isTrusted = new AtomicBoolean(true);

  @Test
  void aClockThatNobodyTrustsExpiresNoHold() {
    try (LedgerScenario ledger =
        LedgerScenario.of(
            builder -> BalancesTopology.build(builder, 1),
            Map.of(ClockCheck.CONFIG, (ClockCheck) isTrusted::get))) {
      ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
      ledger.when(hold("h1").from("alice").to("bob", 600).expiresAfterSeconds(60));

      isTrusted.set(false);
      ledger.after(Duration.ofHours(1));
      ledger.thenOutcome("h1").isPending();
      ledger.thenBalance("alice").hasHeld(600);

      isTrusted.set(true);
      ledger.after(Duration.ofSeconds(2));
      ledger.thenOutcome("h1").isExpired();
      ledger.thenBalance("alice").hasHeld(0);
    }
  }
}
