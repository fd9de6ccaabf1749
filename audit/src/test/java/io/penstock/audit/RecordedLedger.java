package io.penstock.audit;

import static io.penstock.schemas.Topics.ACCOUNT_BALANCES;
import static io.penstock.schemas.Topics.LEDGER_ENTRIES;
import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.reverse;
import static io.penstock.testkit.Commands.transfer;
import static io.penstock.testkit.Commands.voidHold;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.testkit.Commands;
import io.penstock.testkit.LedgerScenario;
import io.penstock.topologies.balances.BalancesTopology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.avro.generic.GenericRecord;

/** What the real topology wrote into its one partition, to be tampered with and then audited. */
final class RecordedLedger {
  private static final AvroSerializer SERIALIZER =
      new AvroSerializer(SchemaRegistry.at("memory://recorded"));

  final List<LedgerEntry> entries;
  final List<AccountBalance> balances;

  private RecordedLedger(LedgerScenario scenario) {
    entries = new ArrayList<>(scenario.harness().sent(LEDGER_ENTRIES));
    balances = new ArrayList<>(scenario.harness().sent(ACCOUNT_BALANCES));
  }

  /** Transfers, holds that end in every way, and a credit that had to be taken back. */
  static RecordedLedger ofABusyDay() {
    try (LedgerScenario scenario =
        LedgerScenario.of(builder -> BalancesTopology.build(builder, 1))) {
      scenario
          .givenWallet("alice", 1_000)
          .givenWallet("bob", 500)
          .when(transfer("t1").from("alice").to("bob", 100))
          .when(transfer("t2").from("bob").to("alice", 30).to("fees:USD", 2))
          .when(hold("h1").from("alice").to("bob", 200))
          .when(post("p1", "h1").from("alice").amount(150))
          .when(hold("h2").from("alice").to("bob", 50))
          .when(voidHold("v2", "h2").from("alice"))
          .when(hold("h3").from("bob").to("alice", 7))
          .when(transfer("t3").from("alice").to("nobody", 40).to("bob", 1))
          .when(transfer("t4").from("bob").to("alice", 5));
      return new RecordedLedger(scenario);
    }
  }

  /** Reversals, one of which could not arrive, a chain, and an account's new limit. */
  static RecordedLedger ofReversals() {
    try (LedgerScenario scenario =
        LedgerScenario.of(builder -> BalancesTopology.build(builder, 1))) {
      AccountUpdate limit = AccountUpdate.newBuilder().setOverdraftLimitMinor(50L).build();
      scenario
          .givenWallet("alice", 1_000)
          .givenWallet("bob", 0)
          .when(Commands.update("bob", limit, "limit"))
          .when(transfer("t1").from("alice").to("bob", 100))
          .when(
              transfer("c1")
                  .from("alice")
                  .to("bob", 1)
                  .linkedWith(transfer("c2").from("alice").to("bob", 2)))
          .when(reverse("r1", "t1").from("bob").backTo("alice").amount(30))
          .when(hold("h1").from("alice").to("bob", 20))
          .when(post("p1", "h1").from("alice").amount(15))
          .when(reverse("r3", "h1").from("bob").backTo("alice"))
          .when(transfer("w1").from("world:USD").to("bob", 9))
          .when(reverse("r4", "w1").from("bob").backTo("world:USD"))
          .when(reverse("r2", "t1").from("bob").backTo("alice"));
      return new RecordedLedger(scenario);
    }
  }

  void change(int index, UnaryOperator<LedgerEntry> change) {
    entries.set(index, change.apply(entries.get(index)));
  }

  void changeBalance(int index, UnaryOperator<AccountBalance> change) {
    balances.set(index, change.apply(balances.get(index)));
  }

  /** The position of an account's version. */
  int version(String accountId, long version) {
    for (int i = 0; i < balances.size(); i++) {
      AccountBalance balance = balances.get(i);
      if (balance.getAccountId().equals(accountId)
          && balance.getCounters().getVersion() == version) {
        return i;
      }
    }
    throw new AssertionError("no version " + version + " of " + accountId);
  }

  AuditReport audit() {
    LedgerAudit audit = new LedgerAudit(1, _ -> {});
    readEntries(audit, 0, entries.size());
    readBalances(audit, 0, balances.size());
    audit.cut();
    entries.forEach(entry -> audit.original(fact(LEDGER_ENTRIES.name(), "", entry)));
    return audit.report();
  }

  void readEntries(LedgerAudit audit, int from, int to) {
    for (int offset = from; offset < to; offset++) {
      LedgerEntry entry = entries.get(offset);
      byte[] value =
          Objects.requireNonNull(SERIALIZER.serialize(LEDGER_ENTRIES.name(), entry), "value");
      audit.fact(
          new Fact(
              LEDGER_ENTRIES.name(),
              0,
              offset,
              Keys.sequence(entry.getSequence()),
              ByteBuffer.wrap(value),
              new Fields(entry)));
    }
  }

  void readBalances(LedgerAudit audit, int from, int to) {
    for (int offset = from; offset < to; offset++) {
      AccountBalance balance = balances.get(offset);
      long version = balance.getCounters().getVersion();
      String key = Keys.version(balance.getAccountId(), version);
      audit.fact(fact(ACCOUNT_BALANCES.name(), offset, key, balance));
    }
  }

  /** The first record of a topic, of whose bytes nobody asks. */
  static Fact fact(String topic, String key, GenericRecord record) {
    return fact(topic, 0, key, record);
  }

  private static Fact fact(String topic, long offset, String key, GenericRecord record) {
    return new Fact(topic, 0, offset, key, ByteBuffer.allocate(0), new Fields(record));
  }
}
