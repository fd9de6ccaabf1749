package io.penstock.domain.payments;

import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PartyStep;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the accounts of the owners that a new payment names: first the merchant's, then the
 * payer's, each where its owner lives. What the sender of the command knew already is not looked
 * for. Before a card is captured it finds out whether the merchant's account is open still.
 */
public final class PartySearches {
  /** A frozen account comes last: it can be paid to, and pays nobody. */
  private static final Comparator<AccountOwner> FIRST_OPENED =
      Comparator.comparing(PartySearches::isFrozen)
          .thenComparingLong(AccountOwner::getOpenedAtMs)
          .thenComparing(AccountOwner::getAccountId);

  private PartySearches() {}

  /** Where a CREATE command begins: with a search, or found already. */
  public static PartySearch begin(PaymentCommand command) {
    PartyAccounts given = command.getAccounts();
    PartyAccounts known =
        given == null
            ? new PartyAccounts(null, null)
            : new PartyAccounts(
                validOrNull(given.getPayerAccountId()), validOrNull(given.getMerchantAccountId()));
    PaymentCreation asked = command.getCreation();
    if (asked.getFunding() == Funding.CARD) {
      // No ledger looks at the merchant before the card is charged: it is looked for in any case.
      known = new PartyAccounts(known.getPayerAccountId(), null);
    }
    if (known.getMerchantAccountId() == null && Ids.isValid(asked.getMerchantId())) {
      return new PartySearch(PartyStep.FIND_MERCHANT, command, known, null);
    }
    return new PartySearch(afterMerchant(asked, known), command, known, null);
  }

  /**
   * Whether the account that a card's payment is for is open still: asked before a capture, which
   * travels with what was authorised.
   */
  static PartySearch beforeCapture(PaymentCommand command, Payment payment) {
    return new PartySearch(
        PartyStep.FIND_MERCHANT,
        PaymentCommand.newBuilder(command).setCreation(payment.getCreation()).build(),
        new PartyAccounts(null, payment.getMerchantAccountId()),
        null);
  }

  /** What a search that is over means to its payment. */
  public static PaymentInput answer(PartySearch found, @Nullable MerchantTerms terms) {
    PaymentCommand command = found.getCommand();
    return switch (command.getAction()) {
      case CREATE -> new PaymentInput.Commanded(command, parties(found, terms));
      case CAPTURE ->
          new PaymentInput.CaptureCleared(
              PaymentCommand.newBuilder(command).setCreation(null).build(),
              found.getFound().getMerchantAccountId());
      case CANCEL, REFUND -> throw new IllegalArgumentException("looks for nobody: " + command);
    };
  }

  /**
   * The next step of a search.
   *
   * @param accountId what this step found; null: the owner has no account for it
   */
  public static PartySearch next(PartySearch search, @Nullable String accountId) {
    PartyAccounts known = search.getFound();
    PartyAccounts found =
        switch (search.getStep()) {
          case FIND_MERCHANT -> new PartyAccounts(known.getPayerAccountId(), accountId);
          case FIND_PAYER -> new PartyAccounts(accountId, known.getMerchantAccountId());
          case FOUND -> throw new IllegalArgumentException("over: " + search);
        };
    boolean ofNewPayment = search.getCommand().getAction() == PaymentAction.CREATE;
    PartyStep step =
        ofNewPayment && search.getStep() == PartyStep.FIND_MERCHANT
            ? afterMerchant(search.getCommand().getCreation(), found)
            : PartyStep.FOUND;
    return new PartySearch(step, search.getCommand(), found, null);
  }

  /** Nobody pays a merchant that has no account: the payer need not be looked for. */
  private static PartyStep afterMerchant(PaymentCreation asked, PartyAccounts known) {
    boolean payerMissing =
        asked.getPayerAccountId() == null
            && Ids.isValid(asked.getUserId())
            && known.getPayerAccountId() == null;
    return known.getMerchantAccountId() != null && payerMissing
        ? PartyStep.FIND_PAYER
        : PartyStep.FOUND;
  }

  /** Where a step is taken: the owner that is looked for, or in the end the payment. */
  public static String placeOf(PartySearch search) {
    PaymentCommand command = search.getCommand();
    return switch (search.getStep()) {
      case FIND_MERCHANT -> command.getCreation().getMerchantId();
      case FIND_PAYER -> command.getCreation().getUserId();
      case FOUND -> command.getPaymentId();
    };
  }

  /** Of an owner's accounts the one that a step looks for; empty: there is none. */
  public static Optional<String> choose(PartySearch search, Collection<AccountOwner> accounts) {
    String currency = search.getCommand().getCreation().getCurrency();
    return switch (search.getStep()) {
      case FIND_MERCHANT -> {
        String named = search.getFound().getMerchantAccountId();
        yield named == null
            ? merchantAccount(accounts, currency)
            : open(accounts).map(AccountOwner::getAccountId).filter(named::equals).findFirst();
      }
      case FIND_PAYER -> payerAccount(accounts, currency);
      case FOUND -> throw new IllegalArgumentException("over: " + search);
    };
  }

  /** The account that an owner is paid to. */
  public static Optional<String> merchantAccount(
      Collection<AccountOwner> accounts, String currency) {
    return first(accounts, AccountType.MERCHANT, currency)
        .or(() -> first(accounts, AccountType.WALLET, currency));
  }

  /** The account that an owner pays from. */
  public static Optional<String> payerAccount(Collection<AccountOwner> accounts, String currency) {
    List<AccountOwner> able = accounts.stream().filter(account -> !isFrozen(account)).toList();
    return walletFirst(able, currency).or(() -> walletFirst(accounts, currency));
  }

  private static boolean isFrozen(AccountOwner account) {
    return account.getStatus() == AccountStatus.FROZEN;
  }

  private static Optional<String> walletFirst(Collection<AccountOwner> accounts, String currency) {
    return first(accounts, AccountType.WALLET, currency)
        .or(() -> first(accounts, AccountType.MERCHANT, currency));
  }

  private static Optional<String> first(
      Collection<AccountOwner> accounts, AccountType type, String currency) {
    return open(accounts)
        .filter(account -> account.getType() == type)
        .filter(account -> account.getCurrency().equals(currency))
        .min(FIRST_OPENED)
        .map(AccountOwner::getAccountId);
  }

  private static Stream<AccountOwner> open(Collection<AccountOwner> accounts) {
    return accounts.stream().filter(account -> account.getStatus() != AccountStatus.CLOSED);
  }

  private static PaymentInput.Parties parties(PartySearch found, @Nullable MerchantTerms terms) {
    String named = found.getCommand().getCreation().getPayerAccountId();
    return new PaymentInput.Parties(
        named == null ? found.getFound().getPayerAccountId() : named,
        found.getFound().getMerchantAccountId(),
        terms);
  }

  private static @Nullable String validOrNull(@Nullable String id) {
    return Ids.isValid(id) ? id : null;
  }
}
