package io.penstock.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which local stores the next run finds. */
class LocalStateTest {
  @TempDir Path dir;
  private LocalState state;
  private Path ledger;
  private Path views;

  @BeforeEach
  void aRunHasKeptStores() throws Exception {
    state = new LocalState(dir);
    ledger = Files.createDirectories(state.streams().resolve("penstock-balances/0_0/rocksdb"));
    views = Files.createDirectories(state.streams().resolve("penstock-views/0_0/rocksdb"));
  }

  @Test
  void keepsAllThatAnEndInGoodOrderLeft() throws Exception {
    state.markEndedInOrder();

    state.dropUnusable();

    assertThat(ledger).exists();
    assertThat(views).exists();
  }

  @Test
  void keepsOfAKilledRunOnlyWhatStreamsTrusts() throws Exception {
    Path process =
        Files.writeString(
            state.streams().resolve("penstock-balances/kafka-streams-process-metadata"), "{}");

    state.dropUnusable();

    assertThat(ledger).doesNotExist();
    assertThat(views).exists();
    // By its id the next run ends the transactions that this one left open.
    assertThat(process).exists();
  }

  @Test
  void trustsAnEndInGoodOrderOnce() throws Exception {
    state.markEndedInOrder();
    state.dropUnusable();

    state.dropUnusable();

    assertThat(ledger).doesNotExist();
  }
}
