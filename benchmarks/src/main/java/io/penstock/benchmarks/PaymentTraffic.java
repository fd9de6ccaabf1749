package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.ACCOUNT_COMMANDS;
import static io.penstock.schemas.Topics.PAYMENT_COMMANDS;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.Topic;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Wallet payments of random payers to random merchants, as a client would place them. */
final class PaymentTraffic {
  private final Workload work;
  private final int merchants;

  PaymentTraffic(Workload work, int merchants) {
    this.work = work;
    this.merchants = merchants;
  }

  ProducerRecord<String, SpecificRecord> merchant(int number) {
    String account = "merchant-account-" + number;
    return record(
        ACCOUNT_COMMANDS,
        account,
        new AccountCommand(
            "open",
            account,
            AccountAction.OPEN,
            new AccountOpening("merchant-" + number, AccountType.MERCHANT, "USD", 0L, Map.of()),
            null,
            null));
  }

  ProducerRecord<String, SpecificRecord> payment(String id, Random random) {
    int merchant = random.nextInt(merchants);
    PaymentCreation creation =
        new PaymentCreation(
            "account-" + random.nextInt(work.accounts()),
            null,
            "merchant-" + merchant,
            1L + random.nextInt(100),
            "USD",
            Funding.WALLET,
            null,
            CaptureMode.AUTOMATIC,
            null,
            Map.of());
    return record(
        PAYMENT_COMMANDS,
        id,
        new PaymentCommand(
            id,
            PaymentAction.CREATE,
            creation,
            null,
            null,
            null,
            null,
            null,
            new PartyAccounts(null, "merchant-account-" + merchant)));
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> ProducerRecord<String, SpecificRecord> record(
      Topic<V> topic, String key, V value) {
    return (ProducerRecord<String, SpecificRecord>)
        (ProducerRecord<String, ?>) topic.record(key, value, work.partitions());
  }
}
