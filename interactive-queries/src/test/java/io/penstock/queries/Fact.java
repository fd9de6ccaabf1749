package io.penstock.queries;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts as the ledger writes them. */
final class Fact {

  private Fact() {}

  /** A wallet, or the shard of a system account. */
  static AccountBalance account(String id, @Nullable Integer shard, long version, long nowMs) {
    return AccountBalance.newBuilder()
        .setAccountId(id)
        .setShard(shard)
        .setOwnerId(shard == null ? "owner-of-" + id : "penstock")
        .setType(shard == null ? AccountType.WALLET : AccountType.SYSTEM)
        .setCurrency("USD")
        .setStatus(AccountStatus.OPEN)
        .setCounters(new Counters(version, 0L, 0L, 0L, 0L, 0L))
        .setChange(Change.newBuilder().build())
        .setCreatedAtMs(nowMs)
        .setUpdatedAtMs(nowMs)
        .build();
  }

  static TransferOutcome.Builder outcome(
      String id, String scope, String debit, String credit, long amount, long nowMs) {
    return TransferOutcome.newBuilder()
        .setTransferId(id)
        .setScopeAccountId(scope)
        .setKind(TransferKind.DIRECT)
        .setDebitAccountId(debit)
        .setCredits(List.of(new Credit(credit, amount)))
        .setCurrency("USD")
        .setDecidedAtMs(nowMs);
  }

  static Leg leg(AccountBalance after, Direction side, long amount) {
    Counters c = after.getCounters();
    return new Leg(
        after.getAccountId(),
        side,
        amount,
        c.getVersion(),
        c.getCreditsPostedMinor() - c.getDebitsPostedMinor());
  }

  static LedgerEntry entry(
      String id, String scope, int partition, long sequence, List<Leg> legs, long nowMs) {
    return LedgerEntry.newBuilder()
        .setJournalPartition(partition)
        .setSequence(sequence)
        .setPreviousHash(ByteBuffer.wrap(new byte[32]))
        .setKind(EntryKind.TRANSFER)
        .setTransferId(id)
        .setScopeAccountId(scope)
        .setCurrency("USD")
        .setLegs(legs)
        .setPostedAtMs(nowMs)
        .build();
  }
}
