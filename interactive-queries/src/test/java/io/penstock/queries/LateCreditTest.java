package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Direction;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Topics;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A credit reaches its account after its entry was posted, and is in exactly one period. */
final class LateCreditTest {
  private static final String ACCOUNT = "late-shop";
  private static final long MINUTE = 60_000;

  @Test
  void isListedAtTheTimeOfItsEntryUnlessItTookVeryLong(@TempDir Path dir) {
    FactWriter.advanceClock();
    long start = FactWriter.nowMs();
    FactWriter.advanceClock();
    try (FactWriter facts = new FactWriter();
        ViewsNode node = ViewsNode.start(dir, "late").awaitReady()) {
      facts.commit(
          () -> {
            write(facts, 1, start, start + 900);
            write(facts, 2, start + 1_000, start + 10 * MINUTE);
          });
      String seen =
          new ConsistencyToken(List.of(new ConsistencyToken.AccountMark(ACCOUNT, null, 2)))
              .encoded()
              .orElseThrow();
      node.get("/accounts/" + ACCOUNT, ConsistencyToken.HEADER, seen).json();

      assertThat(amounts(node, start, start + 1)).containsExactly(1L);
      assertThat(amounts(node, start + 1, start + 10 * MINUTE)).isEmpty();
      assertThat(amounts(node, start + 10 * MINUTE, start + 11 * MINUTE)).containsExactly(2L);
      assertThat(amounts(node, start, start + 11 * MINUTE)).containsExactly(2L, 1L);
    }
  }

  /** A credit of as much as its version. */
  private static void write(FactWriter facts, long version, long postedMs, long arrivedMs) {
    int partition = 1;
    long sequence = FactWriter.nextSequence(partition);
    String transfer = "late-" + version;
    LedgerEntry entry =
        Fact.entry(
            transfer,
            "late-payer",
            partition,
            sequence,
            List.of(
                new Leg("late-payer", Direction.DEBIT, version, 1L, -version),
                new Leg(ACCOUNT, Direction.CREDIT, version, null, null)),
            postedMs);
    AccountBalance balance =
        AccountBalance.newBuilder(Fact.account(ACCOUNT, null, version, arrivedMs))
            .setCounters(new Counters(version, 0L, 0L, 0L, version * (version + 1) / 2, 0L))
            .setChange(
                Change.newBuilder()
                    .setTransferId(transfer)
                    .setDirection(Direction.CREDIT)
                    .setPostedMinor(version)
                    .setJournalPartition(partition)
                    .setEntrySequence(sequence)
                    .build())
            .build();
    facts.write(Topics.LEDGER_ENTRIES, Keys.sequence(sequence), entry);
    facts.write(Topics.ACCOUNT_BALANCES, Keys.version(ACCOUNT, version), balance);
  }

  private static Stream<Long> amounts(ViewsNode node, long fromMs, long toMs) {
    JsonNode page =
        node.get(
                "/ledger?account_id="
                    + ACCOUNT
                    + "&from="
                    + Json.time(fromMs)
                    + "&to="
                    + Json.time(toMs))
            .json();
    return page.path("data").valueStream().map(row -> row.path("amount").asLong());
  }
}
