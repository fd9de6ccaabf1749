package io.penstock.domain.payments;

import io.penstock.domain.Currencies;
import io.penstock.domain.Difference;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Listing;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Screening;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes payments: one that its parties cannot have fails at once, and its id stays used. */
final class NewPayments {

  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,255}");

  private NewPayments() {}

  /** What follows from a new payment's command. */
  static Effects create(
      PaymentCommand command, Payment payment, Parties parties, PaymentRules rules, long nowMs) {
    PaymentCreation asked = command.getCreation();
    Refusal refusal = refusal(asked, parties, rules.psp());
    Effects listed = Effects.none();
    lists(payment).forEach(list -> listed.send(new Listing(list, payment.getPaymentId(), nowMs)));
    return refusal == null
        ? listed
            .and(new Screenings(payment, rules, nowMs).ofPayer())
            .and(new Authorizations(payment, rules, nowMs).secure())
            .tell(PaymentEventType.INITIATED, command.getRequestId(), asked.getAmountMinor())
        : listed
            .because(refusal)
            .enter(PaymentPhase.CLOSED, PaymentStatus.FAILED)
            .tell(PaymentEventType.FAILED, command.getRequestId(), null);
  }

  /** The same id again: the same content is answered again, other content is refused. */
  static Effects again(PaymentCommand command, Payment payment, long nowMs) {
    String field = differingField(command.getCreation(), payment.getCreation());
    return field == null
        ? PaymentCommands.repeat(command, payment, nowMs)
        : PaymentCommands.refuse(command, payment, Refusal.alreadyUsed(field), nowMs);
  }

  /** The payment as it is before anything is asked for it. */
  static Payment.Builder draft(PaymentCommand command, Parties parties, long nowMs) {
    PaymentCreation asked = command.getCreation();
    MerchantTerms terms = parties.terms();
    return Payment.newBuilder()
        .setPaymentId(command.getPaymentId())
        .setStatus(PaymentStatus.INITIATED)
        .setPhase(PaymentPhase.AUTHORIZING)
        .setCreation(asked)
        .setPayerAccountId(parties.payerAccountId())
        .setMerchantAccountId(parties.merchantAccountId())
        .setFeeBasisPoints(terms == null ? 0 : terms.getFeeBasisPoints())
        .setFeeFixedMinor(
            terms == null ? 0 : terms.getFeeFixedMinor().getOrDefault(asked.getCurrency(), 0L))
        .setPayerScreening(Screening.NOT_ASKED)
        .setCardScreening(Screening.NOT_ASKED)
        .setWaits(List.of())
        .setCreateRequestId(command.getRequestId())
        .setSequence(0)
        .setCreatedAtMs(nowMs)
        .setUpdatedAtMs(nowMs);
  }

  /** What is wrong with it whoever the parties are; it makes no payment, and its id stays free. */
  static @Nullable Refusal malformation(PaymentCreation asked) {
    if (asked.getUserId() != null && asked.getPayerAccountId() != null) {
      return RefusalCode.FIELD_CONFLICT.because("give either user_id or payer_account_id");
    }
    if (asked.getFunding() == Funding.WALLET && asked.getToken() != null) {
      return RefusalCode.FIELD_CONFLICT.because("only a card has a token");
    }
    if (asked.getToken() != null && !TOKEN.matcher(asked.getToken()).matches()) {
      return RefusalCode.FIELD_MALFORMED.because(
          "a token has 1 to 255 printable ASCII characters and no space");
    }
    if (asked.getAmountMinor() <= 0) {
      return RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + asked.getAmountMinor());
    }
    String currency = asked.getCurrency();
    if (!Currencies.isCurrent(currency)) {
      return RefusalCode.CURRENCY_UNKNOWN.because(currency + " is not a current ISO 4217 currency");
    }
    boolean named = asked.getPayerAccountId() != null || asked.getUserId() != null;
    if (asked.getFunding() == Funding.WALLET && !named) {
      return RefusalCode.PAYER_REQUIRED.because(
          "a wallet payment needs user_id or payer_account_id");
    }
    if (asked.getFunding() == Funding.CARD && asked.getToken() == null) {
      return RefusalCode.TOKEN_REQUIRED.because("a card payment needs the PSP's token of the card");
    }
    return null;
  }

  private static @Nullable Refusal refusal(PaymentCreation asked, Parties parties, String psp) {
    String currency = asked.getCurrency();
    String merchant = parties.merchantAccountId();
    if (merchant == null) {
      return RefusalCode.MERCHANT_NOT_FOUND.because(
          asked.getMerchantId() + " has no merchant account in " + currency);
    }
    String payer = parties.payerAccountId();
    boolean payerMissing = payer == null && asked.getFunding() == Funding.WALLET;
    if (payerMissing || (payer != null && SystemAccounts.isSystem(payer))) {
      return RefusalCode.PAYER_NOT_FOUND.because("the payer has no wallet in " + currency);
    }
    if (merchant.equals(payer)) {
      return RefusalCode.PAYER_AND_MERCHANT_MUST_BE_DIFFERENT.because(
          merchant + " would pay itself");
    }
    return asked.getFunding() == Funding.CARD
        ? Amounts.refusal(asked.getAmountMinor(), currency, psp)
        : null;
  }

  /** The views' lists that a payment is in. */
  private static List<String> lists(Payment payment) {
    String merchant = "payments:merchant:" + payment.getCreation().getMerchantId();
    String account = payment.getPayerAccountId();
    String payer = account == null ? payment.getCreation().getUserId() : account;
    return payer == null
        ? List.of("payments", merchant)
        : List.of("payments", merchant, "payments:payer:" + payer);
  }

  /** The first field, as HTTP calls it, in which a repeat differs; null: none. */
  private static @Nullable String differingField(PaymentCreation asked, PaymentCreation first) {
    return new Difference()
        .in("user_id", asked.getUserId(), first.getUserId())
        .in("payer_account_id", asked.getPayerAccountId(), first.getPayerAccountId())
        .in("merchant_id", asked.getMerchantId(), first.getMerchantId())
        .in("amount", asked.getAmountMinor(), first.getAmountMinor())
        .in("currency", asked.getCurrency(), first.getCurrency())
        .in("payment_method", asked.getFunding(), first.getFunding())
        .in("payment_method", asked.getToken(), first.getToken())
        .in("capture", asked.getCapture(), first.getCapture())
        .in("checkout_id", asked.getCheckoutId(), first.getCheckoutId())
        .in("metadata", asked.getMetadata(), first.getMetadata())
        .field();
  }
}
