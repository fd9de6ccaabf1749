package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.ACCOUNT_COMMANDS;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Topic;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The commands of a run, as a client would place them. */
final class Traffic {
  private static final long FUNDING_MINOR = 1_000_000_000L;

  private final Workload work;

  Traffic(Workload work) {
    this.work = work;
  }

  ProducerRecord<String, SpecificRecord> opening(int number) {
    return record(
        ACCOUNT_COMMANDS,
        account(number),
        new AccountCommand(
            "open",
            account(number),
            AccountAction.OPEN,
            new AccountOpening("bench", AccountType.WALLET, "USD", 0L, Map.of()),
            null,
            null));
  }

  ProducerRecord<String, SpecificRecord> funding(int number) {
    return record(
        TRANSFERS_REQUESTED,
        account(number),
        move("fund-" + number, "world:USD", account(number), FUNDING_MINOR));
  }

  /** A transfer between a random pair. */
  ProducerRecord<String, SpecificRecord> transfer(String id, Random random) {
    int debit = random.nextInt(work.accounts());
    int credit = (debit + 1 + random.nextInt(work.accounts() - 1)) % work.accounts();
    return record(
        TRANSFERS_REQUESTED,
        account(debit),
        move(id, account(debit), account(credit), 1 + random.nextInt(100)));
  }

  private static TransferCommand move(String id, String debit, String credit, long amountMinor) {
    return new TransferCommand(
        id,
        TransferKind.DIRECT,
        debit,
        List.of(new Credit(credit, amountMinor)),
        "USD",
        null,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null);
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> ProducerRecord<String, SpecificRecord> record(
      Topic<V> topic, String key, V value) {
    return (ProducerRecord<String, SpecificRecord>)
        (ProducerRecord<String, ?>) topic.record(key, value, work.partitions());
  }

  private static String account(int number) {
    return "account-" + number;
  }
}
