package io.penstock.sinks;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.sinks.World.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the facts that the ledger would write, each journal partition numbered without gaps. */
final class Journal {
  /** 2026-11-20T12:00:00.123Z. */
  static final long NOON = 1_795_176_000_123L;

  private final long[] sequences = new long[World.PARTITIONS];

  /** The balanced entry of a direct transfer in USD; the id names it. */
  Message<LedgerEntry> entry(String transferId, String from, String to, long minor) {
    return entry(
        transferId,
        from,
        List.of(
            new Leg(from, Direction.DEBIT, minor, 7L, 500L),
            new Leg(to, Direction.CREDIT, minor, null, null)));
  }

  /** An entry with any legs, in the journal partition of the scope account. */
  Message<LedgerEntry> entry(String transferId, String scope, List<Leg> legs) {
    int partition = Placement.ofKey(scope, World.PARTITIONS);
    long sequence = ++sequences[partition];
    return new Message<>(
        Topics.LEDGER_ENTRIES,
        Keys.sequence(sequence),
        new LedgerEntry(
            partition,
            sequence,
            ByteBuffer.allocate(32),
            EntryKind.TRANSFER,
            transferId,
            scope,
            "USD",
            legs,
            "rent",
            NOON,
            null));
  }

  /** A wallet after its version-th change; its credits tell the version. */
  static Message<AccountBalance> wallet(String id, long version) {
    return balance(id, null, AccountType.WALLET, new Counters(version, 5L, 10L, 0L, version, 20L));
  }

  /** One partition's share of a system account. */
  static Message<AccountBalance> shard(String id, int shard, Counters counters) {
    return balance(id, shard, AccountType.SYSTEM, counters);
  }

  private static Message<AccountBalance> balance(
      String id, @Nullable Integer shard, AccountType type, Counters counters) {
    return new Message<>(
        Topics.ACCOUNT_BALANCES,
        Keys.version(id, counters.getVersion()),
        new AccountBalance(
            id,
            shard,
            "owner",
            type,
            "USD",
            AccountStatus.OPEN,
            counters,
            new Change(null, null, null, 0L, 0L, null, null, null),
            NOON,
            NOON + counters.getVersion(),
            Map.of("shop", "7")));
  }

  /** A hold of 100 from alice to bob as it was first decided. */
  static TransferOutcome hold(String id) {
    return outcome(id, TransferStatus.PENDING, 1, false, null, NOON);
  }

  /** The same hold, posted for 60. */
  static TransferOutcome postedHold(String id) {
    Resolution resolution =
        new Resolution(
            TransferStatus.POSTED,
            id + "-post",
            60L,
            0L,
            null,
            null,
            List.of(1L),
            NOON + 5_000,
            List.of());
    return outcome(id, TransferStatus.POSTED, 2, false, resolution, NOON);
  }

  static TransferOutcome outcome(
      String id,
      TransferStatus status,
      int revision,
      boolean repeated,
      @Nullable Resolution resolution,
      long decidedAtMs) {
    boolean refused = status == TransferStatus.DECLINED || status == TransferStatus.REFUSED;
    return new TransferOutcome(
        id,
        "alice",
        "request",
        status,
        refused ? "insufficient_funds" : null,
        refused ? "not enough" : null,
        TransferKind.HOLD,
        "alice",
        List.of(new Credit("bob", 100L)),
        "USD",
        null,
        null,
        3_600L,
        "rent",
        Map.of("order", "4711"),
        revision,
        null,
        2,
        null,
        decidedAtMs + 3_600_000,
        resolution,
        decidedAtMs,
        repeated,
        null,
        null,
        null,
        0L,
        null,
        null,
        null);
  }

  /** With the key that the ledger gives it. */
  static Message<TransferOutcome> message(TransferOutcome outcome) {
    return new Message<>(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(outcome), outcome);
  }
}
