package io.penstock.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7, 64})
  void aKeyLivesWhereKafkasOwnPartitionerPutsIt(int partitions) {
    Random random = new Random(partitions);
    for (int i = 0; i < 2_000; i++) {
      String key = "account-" + random.nextLong() + "é".repeat(i % 5);

      assertThat(Placement.ofKey(key, partitions))
          .isEqualTo(
              BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
    }
  }

  @Test
  void anAccountsVersionsStayWithTheAccount() {
    int home = Placement.ofKey("alice", 4);

    for (long version = 1; version < 20; version++) {
      var record =
          Topics.ACCOUNT_BALANCES.record(Keys.version("alice", version), balance("alice", null), 4);
      assertThat(record.partition()).isEqualTo(home);
    }
  }

  @Test
  void aSystemAccountsShardStaysInItsPartition() {
    for (int shard = 0; shard < 4; shard++) {
      var record =
          Topics.ACCOUNT_BALANCES.record(
              Keys.version("world:USD", 1), balance("world:USD", shard), 4);

      assertThat(record.partition()).isEqualTo(shard);
    }
  }

  @Test
  void everyAnswerAboutATransferIsInOnePartition() {
    TransferOutcome outcome =
        (TransferOutcome) SampleRecords.of(Topics.TRANSFER_OUTCOMES, 1, 1).getFirst();
    int home = Placement.ofKey(outcome.getTransferId(), 4);

    assertThat(Topics.TRANSFER_OUTCOMES.record("any#key", outcome, 4).partition()).isEqualTo(home);
    assertThat(Topics.TRANSFER_OUTCOMES.record("another", outcome, 4).partition()).isEqualTo(home);
  }

  @Test
  void theAccountsOfAnOwnerAreInOnePartition() {
    AccountOwner owner = (AccountOwner) SampleRecords.of(Topics.ACCOUNT_OWNERS, 1, 1).getFirst();
    int home = Placement.ofKey(owner.getOwnerId(), 4);

    assertThat(Topics.ACCOUNT_OWNERS.record("any#key", owner, 4).partition()).isEqualTo(home);
    assertThat(Topics.ACCOUNT_OWNERS.record("another", owner, 4).partition()).isEqualTo(home);
  }

  @Test
  void anEntryStandsInItsJournalPartition() {
    LedgerEntry entry = (LedgerEntry) SampleRecords.of(Topics.LEDGER_ENTRIES, 1, 1).getFirst();
    entry.put("journal_partition", 3);

    assertThat(Topics.LEDGER_ENTRIES.record(Keys.sequence(1), entry, 4).partition()).isEqualTo(3);
  }

  @Test
  void aCommandIsPlacedByItsKey() {
    TransferCommand command =
        (TransferCommand) SampleRecords.of(Topics.TRANSFERS_REQUESTED, 1, 1).getFirst();

    assertThat(Topics.TRANSFERS_REQUESTED.record("alice", command, 4).partition())
        .isEqualTo(Placement.ofKey("alice", 4));
  }

  private static AccountBalance balance(String accountId, @Nullable Integer shard) {
    AccountBalance balance =
        (AccountBalance) SampleRecords.of(Topics.ACCOUNT_BALANCES, 1, 1).getFirst();
    balance.put("account_id", accountId);
    balance.put("shard", shard);
    return balance;
  }
}
