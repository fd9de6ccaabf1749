package io.penstock.chaos.checker;

import io.penstock.audit.Fact;
import io.penstock.audit.Fields;
import io.penstock.chaos.checker.books.Books;
import io.penstock.chaos.checker.books.Violation;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.Screening;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records as the product writes them, read as the checker reads them. */
final class Recorded {
  static {
    Records.prepare();
  }

  /** As the registry numbers them, from 1. */
  static final List<Schema> SCHEMAS =
      List.of(
          LedgerEntry.getClassSchema(),
          AccountBalance.getClassSchema(),
          TransferOutcome.getClassSchema(),
          PaymentEvent.getClassSchema());

  static final long NOON = 1_800_000_000_000L;

  private long nowMs = NOON + 60_000;
  private final Books books = new Books(1, () -> nowMs);
  private byte[] lastHash = new byte[32];
  private long sequence;
  private long offset;
  private boolean byCard;
  private final List<Fact> facts = new ArrayList<>();

  /** What the checker's clock shows. */
  void at(long timeMs) {
    nowMs = timeMs;
  }

  Books books() {
    return books;
  }

  /** An entry with two legs; its sequence. */
  long entry(
      String transfer, String scope, EntryKind kind, String debit, String credit, long amount) {
    return entry(
        transfer,
        scope,
        kind,
        leg(debit, Direction.DEBIT, amount),
        leg(credit, Direction.CREDIT, amount));
  }

  long entry(String transfer, String scope, EntryKind kind, Leg... legs) {
    sequence++;
    take(
        "ledger.entries",
        LedgerEntry.newBuilder()
            .setJournalPartition(0)
            .setSequence(sequence)
            .setPreviousHash(ByteBuffer.wrap(lastHash))
            .setKind(kind)
            .setTransferId(transfer)
            .setScopeAccountId(scope)
            .setCurrency("USD")
            .setLegs(List.of(legs))
            .setPostedAtMs(NOON)
            .build());
    return sequence;
  }

  static Leg leg(String account, Direction direction, long amount) {
    return Leg.newBuilder()
        .setAccountId(account)
        .setDirection(direction)
        .setAmountMinor(amount)
        .build();
  }

  /** A version of an account after a posted change. */
  void balance(
      String account,
      @Nullable Integer shard,
      long version,
      long debits,
      long creditsBefore,
      long credits,
      String transfer,
      Direction direction,
      long posted,
      long entry) {
    take(
        "accounts.balances",
        AccountBalance.newBuilder()
            .setAccountId(account)
            .setShard(shard)
            .setOwnerId("owner")
            .setType(shard == null ? AccountType.WALLET : AccountType.SYSTEM)
            .setCurrency("USD")
            .setStatus(AccountStatus.OPEN)
            .setCounters(new Counters(version, 0L, debits, 0L, credits, 0L))
            .setChange(
                Change.newBuilder()
                    .setTransferId(transfer)
                    .setScopeAccountId(account)
                    .setDirection(direction)
                    .setPostedMinor(posted)
                    .setJournalPartition(0)
                    .setEntrySequence(entry)
                    .build())
            .setCreatedAtMs(NOON)
            .setUpdatedAtMs(NOON)
            .build());
  }

  /** A version of an account after a hold came, or went with a negative sum. */
  void held(String account, long version, long pending, long credits, String hold, long change) {
    take(
        "accounts.balances",
        AccountBalance.newBuilder()
            .setAccountId(account)
            .setOwnerId("owner")
            .setType(AccountType.WALLET)
            .setCurrency("USD")
            .setStatus(AccountStatus.OPEN)
            .setCounters(new Counters(version, pending, 0L, 0L, credits, 0L))
            .setChange(
                Change.newBuilder()
                    .setTransferId(hold)
                    .setScopeAccountId(account)
                    .setDirection(Direction.DEBIT)
                    .setPendingMinor(change)
                    .build())
            .setCreatedAtMs(NOON)
            .setUpdatedAtMs(NOON)
            .build());
  }

  void outcome(
      String transfer,
      TransferKind kind,
      TransferStatus status,
      Consumer<TransferOutcome.Builder> more) {
    TransferOutcome.Builder outcome =
        TransferOutcome.newBuilder()
            .setTransferId(transfer)
            .setScopeAccountId("alice")
            .setStatus(status)
            .setKind(kind)
            .setDebitAccountId("alice")
            .setCredits(List.of(new Credit("bob", 30L)))
            .setCurrency("USD")
            .setDecidedAtMs(NOON);
    more.accept(outcome);
    take("transfers.outcomes", outcome.build());
  }

  static Resolution resolution(TransferStatus status, String by, long atMs) {
    return Resolution.newBuilder()
        .setStatus(status)
        .setResolvedBy(by)
        .setResolvedAtMs(atMs)
        .build();
  }

  /** A card payment to the shop that has succeeded. */
  void cardPayment(String id, long captured) {
    byCard = true;
    payment(id, 1, PaymentStatus.SUCCEEDED, PaymentPhase.CAPTURED, captured, 0);
    byCard = false;
  }

  /** A wallet payment of alice to the shop, as it stands after an event. */
  void payment(
      String id, long number, PaymentStatus status, PaymentPhase phase, long captured, long fee) {
    Payment now =
        Payment.newBuilder()
            .setPaymentId(id)
            .setStatus(status)
            .setPhase(phase)
            .setCreation(
                PaymentCreation.newBuilder()
                    .setPayerAccountId("alice")
                    .setMerchantId("shop-inc")
                    .setAmountMinor(100)
                    .setCurrency("USD")
                    .setFunding(byCard ? Funding.CARD : Funding.WALLET)
                    .setCapture(CaptureMode.AUTOMATIC)
                    .build())
            .setPayerAccountId(byCard ? null : "alice")
            .setPsp(byCard ? "stripe" : null)
            .setMerchantAccountId("shop")
            .setAmountCapturedMinor(captured)
            .setFeeMinor(fee)
            .setPayerScreening(Screening.APPROVED)
            .setCardScreening(Screening.NOT_ASKED)
            .setSequence(number)
            .setCreatedAtMs(NOON)
            .setUpdatedAtMs(NOON)
            .build();
    take(
        "payments.events",
        PaymentEvent.newBuilder()
            .setPaymentId(id)
            .setSequence(number)
            .setType(PaymentEventType.NOTED)
            .setStatus(status)
            .setPayment(now)
            .setOccurredAtMs(NOON)
            .build());
  }

  List<Violation> violations() {
    return books.findings.list();
  }

  /** What the checker says once nothing happens any more. */
  List<Violation> atRest() {
    Due due = new Due(books, true);
    due.tellUnsettled();
    books.uneven().forEach(books.findings::add);
    books
        .payments
        .compare(books.outcomes)
        .forEach(each -> books.findings.add(each.check(), each.what(), each.where()));
    return violations();
  }

  private void take(String topic, SpecificRecord record) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(0);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(schemaId(record)).array());
      var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
      byte[] value = bytes.toByteArray();
      if (record instanceof LedgerEntry) {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(value, 5, value.length - 5);
        lastHash = sha.digest();
      }
      GenericRecord read =
          new GenericDatumReader<GenericRecord>(record.getSchema())
              .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
      Fact fact =
          new Fact(topic, 0, offset++, key(record), ByteBuffer.wrap(value), new Fields(read));
      facts.add(fact);
      books.take(fact);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key(SpecificRecord record) {
    return switch (record) {
      case LedgerEntry entry -> Keys.sequence(entry.getSequence());
      case AccountBalance balance ->
          Keys.version(balance.getAccountId(), balance.getCounters().getVersion());
      default -> "any";
    };
  }

  /** The registry's number of a record's schema. */
  private static int schemaId(SpecificRecord record) {
    return SCHEMAS.indexOf(record.getSchema()) + 1;
  }

  /** Everything as it stands on topics. */
  List<Fact> facts() {
    return List.copyOf(facts);
  }

  /** The same record a second time. */
  void again(int index) {
    books.take(facts.get(index));
  }
}
