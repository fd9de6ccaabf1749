package io.penstock.chaos.load;

import io.penstock.chaos.checker.books.Operation;
import io.penstock.chaos.checker.books.Operation.Cancel;
import io.penstock.chaos.checker.books.Operation.Capture;
import io.penstock.chaos.checker.books.Operation.GiveBack;
import io.penstock.chaos.checker.books.Operation.Open;
import io.penstock.chaos.checker.books.Operation.Pay;
import io.penstock.chaos.checker.books.Operation.Resolve;
import io.penstock.chaos.checker.books.Operation.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What clients ask for, one step after the other: the same for the same seed. */
final class Plan {
  private static final List<String> CURRENCIES = List.of("USD", "EUR");
  private static final int WALLETS = 40;
  private static final int MERCHANTS = 4;
  private static final long FUNDS_MINOR = 100_000;
  private static final int REMEMBERED = 200;
  private static final int CARDS = 50;
  private static final int LONGEST_HELD_BACK_MS = 3_000;

  private final Random random;

  /** Repeats come when a fault says so: they must not change what is asked for next. */
  private final Random repeats;

  private final List<Operation> recent = new ArrayList<>();
  private final List<Transfer> holds = new ArrayList<>();
  private final List<Pay> payments = new ArrayList<>();
  private long number;

  /**
   * One thing a client does.
   *
   * @param operation what is asked for
   * @param overHttp or as Avro on a topic
   * @param instance which of two is asked first
   * @param heldBackMs milliseconds for which it is kept, so that later ones overtake it
   * @param onAnyPartition whether the client's partitioner is not Kafka's own
   */
  record Step(
      Operation operation,
      boolean overHttp,
      int instance,
      long heldBackMs,
      boolean onAnyPartition) {}

  Plan(long seed) {
    random = new Random(seed);
    repeats = new Random(~seed);
  }

  /** Accounts. */
  static List<Operation> openings() {
    List<Operation> openings = new ArrayList<>();
    for (String currency : CURRENCIES) {
      for (int i = 0; i < WALLETS; i++) {
        openings.add(new Open("open", wallet(i, currency), "wallet", currency));
      }
      for (int i = 0; i < MERCHANTS; i++) {
        openings.add(new Open("open", merchant(i, currency), "merchant", currency));
      }
    }
    return openings;
  }

  /** The money that they begin with. */
  static List<Operation> fundings() {
    List<Operation> fundings = new ArrayList<>();
    for (String currency : CURRENCIES) {
      for (int i = 0; i < WALLETS; i++) {
        String wallet = wallet(i, currency);
        fundings.add(
            new Transfer(
                "fund-" + wallet, "world:" + currency, wallet, FUNDS_MINOR, currency, false, null));
      }
    }
    return fundings;
  }

  Step next() {
    Operation operation = operation();
    recent.add(operation);
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
    return step(operation, random);
  }

  /** What was asked for lately once more, in another order. */
  List<Step> again(int count) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count && !recent.isEmpty(); i++) {
      steps.add(step(recent.get(repeats.nextInt(recent.size())), repeats));
    }
    return steps;
  }

  private static Step step(Operation operation, Random random) {
    long heldBack = random.nextInt(10) == 0 ? random.nextInt(LONGEST_HELD_BACK_MS) : 0;
    return new Step(
        operation, random.nextBoolean(), random.nextInt(2), heldBack, random.nextInt(4) == 0);
  }

  private Operation operation() {
    String id = Long.toString(++number);
    int dice = random.nextInt(100);
    if (dice < 42) {
      return transfer("t" + id, false);
    }
    if (dice < 56) {
      Transfer hold = transfer("h" + id, true);
      remember(holds, hold);
      return hold;
    }
    if (dice < 66) {
      Transfer hold = any(holds);
      return hold == null ? transfer("t" + id, false) : resolve("r" + id, hold);
    }
    if (dice < 80) {
      Pay payment = payment("p" + id, dice < 74);
      remember(payments, payment);
      return payment;
    }
    Pay payment = any(payments);
    if (payment == null || dice >= 94) {
      return recent.isEmpty() || payment == null
          ? transfer("t" + id, false)
          : recent.get(random.nextInt(recent.size()));
    }
    return followUp(id, payment, dice);
  }

  private Operation followUp(String id, Pay payment, int dice) {
    if (dice < 85) {
      return new Capture("c" + id, payment, random.nextBoolean() ? null : part(payment.amount()));
    }
    return dice < 88
        ? new Cancel("x" + id, payment)
        : new GiveBack("g" + id, payment, part(payment.amount()));
  }

  private Resolve resolve(String id, Transfer hold) {
    boolean post = random.nextInt(3) > 0;
    return new Resolve(id, hold, post, post && random.nextBoolean() ? part(hold.amount()) : null);
  }

  private Transfer transfer(String id, boolean isHold) {
    String currency = any(CURRENCIES, "USD");
    int from = random.nextInt(WALLETS);
    int to = (from + 1 + random.nextInt(WALLETS - 1)) % WALLETS;
    // Now and then more than there is, and now and then from the world.
    long amount = random.nextInt(20) == 0 ? FUNDS_MINOR * 20 : 1L + random.nextInt(500);
    String debit =
        random.nextInt(20) == 0 && amount < FUNDS_MINOR
            ? "world:" + currency
            : wallet(from, currency);
    Integer timeout = isHold && random.nextInt(5) > 0 ? 1 + random.nextInt(15) : null;
    return new Transfer(id, debit, wallet(to, currency), amount, currency, isHold, timeout);
  }

  private Pay payment(String id, boolean fromWallet) {
    String currency = any(CURRENCIES, "USD");
    String merchant = merchant(random.nextInt(MERCHANTS), currency);
    long amount = 1L + random.nextInt(2_000);
    boolean manual = random.nextInt(3) == 0;
    if (fromWallet) {
      String payer = wallet(random.nextInt(WALLETS), currency);
      return new Pay(id, payer, merchant, amount, currency, null, manual);
    }
    return new Pay(id, null, merchant, amount, currency, token(), manual);
  }

  private String token() {
    return switch (random.nextInt(12)) {
      case 0 -> "pm_card_chargeDeclined";
      case 1 -> "pm_card_pendingRefund";
      default -> "pm_card_visa_" + random.nextInt(CARDS);
    };
  }

  private long part(long amount) {
    return 1 + random.nextLong(amount);
  }

  private static <T> void remember(List<T> list, T each) {
    list.add(each);
    if (list.size() > REMEMBERED) {
      list.removeFirst();
    }
  }

  private <T> @Nullable T any(List<T> list) {
    return list.isEmpty() ? null : list.get(random.nextInt(list.size()));
  }

  private <T> T any(List<T> list, T otherwise) {
    T found = any(list);
    return found == null ? otherwise : found;
  }

  private static String wallet(int number, String currency) {
    return "w" + number + "-" + currency;
  }

  private static String merchant(int number, String currency) {
    return "m" + number + "-" + currency;
  }
}
