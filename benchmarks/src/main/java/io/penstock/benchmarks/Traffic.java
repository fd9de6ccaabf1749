package io.penstock.benchmarks;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Funding;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The commands of a run, as a client would place them.
 *
 * @param accounts number of wallets that there are
 * @param partitions of every topic
 */
public record Traffic(int accounts, int partitions) {
  static final int MERCHANTS = 100;
  private static final long FUNDING_MINOR = 1_000_000_000L;

  /** Opens a wallet. */
  public ProducerRecord<String, SpecificRecord> opening(int number) {
    return opening(wallet(number), "bench", AccountType.WALLET);
  }

  ProducerRecord<String, SpecificRecord> merchant(int number) {
    return opening("merchant-account-" + number, "merchant-" + number, AccountType.MERCHANT);
  }

  private ProducerRecord<String, SpecificRecord> opening(
      String account, String owner, AccountType type) {
    AccountOpening opening = new AccountOpening(owner, type, "USD", 0L, Map.of());
    return record(
        Topics.ACCOUNT_COMMANDS,
        account,
        new AccountCommand("open", account, AccountAction.OPEN, opening, null, null),
        partitions);
  }

  ProducerRecord<String, SpecificRecord> funding(int number) {
    return deposit("fund-" + number, number, FUNDING_MINOR);
  }

  /** Brings money to a wallet from outside. */
  public ProducerRecord<String, SpecificRecord> deposit(String id, int number, long amountMinor) {
    return transfer(id, wallet(number), "world:USD", wallet(number), amountMinor);
  }

  /** A transfer between a random pair. */
  ProducerRecord<String, SpecificRecord> transfer(String id, Random random) {
    int debit = random.nextInt(accounts);
    int credit = (debit + 1 + random.nextInt(accounts - 1)) % accounts;
    long amountMinor = 1L + random.nextInt(100);
    return transfer(id, wallet(debit), wallet(debit), wallet(credit), amountMinor);
  }

  private ProducerRecord<String, SpecificRecord> transfer(
      String id, String key, String debit, String credit, long amountMinor) {
    TransferCommand command =
        new TransferCommand(
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
    return record(Topics.TRANSFERS_REQUESTED, key, command, partitions);
  }

  /** A wallet payment of a random payer to a random merchant. */
  ProducerRecord<String, SpecificRecord> payment(String id, Random random) {
    int merchant = random.nextInt(MERCHANTS);
    PaymentCreation creation =
        new PaymentCreation(
            wallet(random.nextInt(accounts)),
            null,
            "merchant-" + merchant,
            1L + random.nextInt(100),
            "USD",
            Funding.WALLET,
            null,
            CaptureMode.AUTOMATIC,
            null,
            Map.of());
    PartyAccounts parties = new PartyAccounts(null, "merchant-account-" + merchant);
    return record(
        Topics.PAYMENT_COMMANDS,
        id,
        new PaymentCommand(
            id, PaymentAction.CREATE, creation, null, null, null, null, null, parties),
        partitions);
  }

  private static String wallet(int number) {
    return "account-" + number;
  }

  /** A record for a producer of several topics. */
  @SuppressWarnings("unchecked") // Only the value's type is wider.
  public static <V extends SpecificRecord> ProducerRecord<String, SpecificRecord> record(
      Topic<V> topic, String key, V value, int partitions) {
    return (ProducerRecord<String, SpecificRecord>)
        (ProducerRecord<String, ?>) topic.record(key, value, partitions);
  }
}
