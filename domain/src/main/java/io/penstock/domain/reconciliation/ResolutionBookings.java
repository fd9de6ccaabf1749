package io.penstock.domain.reconciliation;

import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.BookedSum;
import io.penstock.schemas.Ids;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.TransferCommand;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a person's resolution means for the ledger, by transfers alone, so that the clearing account
 * of the PSP is even as far as this case goes.
 *
 * <p>What was reported is booked as a match would have it: the net sum from {@code world}, the fee
 * from {@code fees}. What that leaves at the clearing account beside the expected sum, too much or
 * too little, goes to {@code fees} or {@code suspense}. Whatever the case has booked before, by its
 * match or by an earlier resolution, counts; only the rest moves.
 */
final class ResolutionBookings {
  private static final String DIFFERENCE = "psp_difference";
  private static final String LINE = "line";
  private static final int HASH_BYTES = 20;

  private final ReconciliationCase before;
  private final ReconciliationResult facts;
  private final boolean toFees;
  private final Bookings bookings;
  private final List<BookedSum> booked = new ArrayList<>();

  private ResolutionBookings(ReconciliationCase before, ResolutionBooking booking) {
    this.before = before;
    this.facts = before.getResult();
    this.toFees = booking == ResolutionBooking.FEE;
    this.bookings = new Bookings(flowAndStep(before) + "-r" + (facts.getResolutions().size() + 1));
  }

  /**
   * The transfers and what is booked with them.
   *
   * @param booked what all resolutions of the case have booked then
   */
  record Booked(List<TransferCommand> transfers, List<BookedSum> booked) {}

  /**
   * Books a case.
   *
   * @throws UnbookableException where an account that it takes cannot be named
   * @throws ArithmeticException where a sum is beyond 64 bits
   */
  static Booked of(ReconciliationCase before, ResolutionBooking booking) {
    if (booking == ResolutionBooking.NONE) {
      return new Booked(List.of(), before.getBooked());
    }
    ResolutionBookings bookings = new ResolutionBookings(before, booking);
    bookings.book();
    return new Booked(List.copyOf(bookings.bookings.transfers()), List.copyOf(bookings.booked));
  }

  private void book() {
    Map<Place, Sums> wanted = wanted();
    Map<Place, Sums> done = done();
    done.keySet().forEach(place -> wanted.putIfAbsent(place, Sums.ZERO));
    Sums matched = matched();
    int number = 0;
    for (Map.Entry<Place, Sums> each : wanted.entrySet()) {
      Place place = each.getKey();
      place.requireAccount();
      Sums already = place.equals(expectedAt()) ? matched : Sums.ZERO;
      Sums byResolutions = each.getValue().minus(already);
      number++;
      move(place, number, byResolutions.minus(done.getOrDefault(place, Sums.ZERO)));
      booked.add(
          new BookedSum(
              place.psp(),
              place.currency(),
              byResolutions.net(),
              byResolutions.fee(),
              byResolutions.cleared()));
    }
  }

  /** All that is to be booked of the case, whoever books it. */
  private Map<Place, Sums> wanted() {
    Map<Place, Sums> wanted = new TreeMap<>(Place.ORDER);
    Place expectedAt = expectedAt();
    if (expectedAt != null) {
      wanted.put(expectedAt, new Sums(0, 0, Math.negateExact(facts.getExpectedAmountMinor())));
    }
    if (facts.getLines() > 0) {
      long times = before.getAlike();
      long gross = Math.multiplyExact(times, facts.getReportedAmountMinor());
      long fee = Math.multiplyExact(times, facts.getReportedFeeMinor());
      wanted.merge(
          Place.of(facts.getPsp(), facts.getReportedCurrency()),
          new Sums(Math.subtractExact(gross, fee), fee, gross),
          Sums::plus);
    }
    return wanted;
  }

  /** Where the payment's money was captured or refunded; null: nothing is expected. */
  private @Nullable Place expectedAt() {
    return before.getStep() == null ? null : Place.of(facts.getPsp(), facts.getExpectedCurrency());
  }

  /** What the case's match has booked, see {@link Bookings#ofMatch}. */
  private Sums matched() {
    Long fee = before.getBookedFeeMinor();
    return fee == null
        ? Sums.ZERO
        : new Sums(Math.subtractExact(facts.getExpectedAmountMinor(), fee), fee, 0);
  }

  private Map<Place, Sums> done() {
    Map<Place, Sums> done = new TreeMap<>(Place.ORDER);
    for (BookedSum sum : before.getBooked()) {
      done.put(
          new Place(sum.getPsp(), sum.getCurrency()),
          new Sums(sum.getNetMinor(), sum.getFeeMinor(), sum.getClearedMinor()));
    }
    return done;
  }

  private void move(Place place, int number, Sums sums) {
    String suffix = number == 1 ? "" : Integer.toString(number);
    String clearing = place.account();
    String world = SystemAccounts.world(place.currency());
    String fees = SystemAccounts.fees(place.currency());
    String remedy = toFees ? fees : SystemAccounts.suspense(place.currency());
    bookings.move("n" + suffix, world, clearing, sums.net(), Bookings.SETTLEMENT);
    bookings.move("f" + suffix, fees, clearing, sums.fee(), Bookings.FEE);
    bookings.move("d" + suffix, clearing, remedy, sums.cleared(), DIFFERENCE);
  }

  /**
   * A case whose name is no payment's has one of its own, which is short and of an id's letters.
   */
  private static String flowAndStep(ReconciliationCase before) {
    ReconciliationResult facts = before.getResult();
    return before.getStep() == null
        ? "case_" + hash(facts.getCaseId()) + Ids.STEP + LINE
        : facts.getPaymentId() + Ids.STEP + before.getStep();
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Where a PSP's money of a currency is cleared. */
  private record Place(String psp, String currency) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::psp).thenComparing(Place::currency);

    static Place of(@Nullable String psp, String currency) {
      if (psp == null) {
        throw new UnbookableException("the case names no PSP");
      }
      return new Place(psp, currency);
    }

    String account() {
      return SystemAccounts.psp(psp, currency);
    }

    void requireAccount() {
      if (!SystemAccounts.isSystem(account())) {
        throw new UnbookableException(account() + " is no account of the ledger");
      }
    }
  }

  /**
   * What is booked at a PSP's clearing account.
   *
   * @param net from world
   * @param fee from fees
   * @param cleared to fees or suspense
   */
  private record Sums(long net, long fee, long cleared) {
    static final Sums ZERO = new Sums(0, 0, 0);

    Sums plus(Sums other) {
      return new Sums(
          Math.addExact(net, other.net),
          Math.addExact(fee, other.fee),
          Math.addExact(cleared, other.cleared));
    }

    Sums minus(Sums other) {
      return new Sums(
          Math.subtractExact(net, other.net),
          Math.subtractExact(fee, other.fee),
          Math.subtractExact(cleared, other.cleared));
    }
  }

  /** A resolution cannot be booked; the message says why. */
  static final class UnbookableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnbookableException(String reason) {
      super(reason);
    }
  }
}
