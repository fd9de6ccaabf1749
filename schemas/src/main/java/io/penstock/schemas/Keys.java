package io.penstock.schemas;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keys of records and stores that are made of several parts. '#' separates them, since no id may
 * hold one; numbers have 19 digits, so that keys sort as their numbers do.
 */
public final class Keys {

  private Keys() {}

  /** Key of one version of an account, a payment or a reconciliation case. */
  public static String version(String id, long version) {
    return id + '#' + digits(version);
  }

  /** Key of one version of a refund, whose id is unique for its payment only. */
  public static String refund(Refund refund) {
    return refund(refund.getRefundId(), refund.getPaymentId(), refund.getVersion());
  }

  /** The same, of its parts. */
  public static String refund(String refundId, String paymentId, long version) {
    return version(refundId + '#' + paymentId, version);
  }

  /** Key of a refund of a payment that was refused. */
  public static String refusedRefund(String paymentId, String refundId) {
    return paymentId + '#' + refundId;
  }

  /** Key of an entry in its journal partition. */
  public static String sequence(long sequence) {
    return digits(sequence);
  }

  /** Key of the state of a transfer. */
  public static String transfer(String scopeAccountId, String transferId) {
    return scopeAccountId + '#' + transferId;
  }

  /**
   * Key of an outcome: transfer id and scope where the outcome is the transfer's state, and with
   * the request behind them where it answers a repeat or a refused request, so that compaction
   * never drops the state for it.
   */
  public static String transferAnswer(TransferOutcome outcome) {
    return outcome.getRepeated() || outcome.getStatus() == TransferStatus.REFUSED
        ? transferAnswer(
            outcome.getTransferId(), outcome.getScopeAccountId(), outcome.getRequestId())
        : transferState(outcome.getTransferId(), outcome.getScopeAccountId());
  }

  /** Key of the outcome that is the transfer's state. */
  public static String transferState(String transferId, String scopeAccountId) {
    return transferId + '#' + scopeAccountId;
  }

  /** Key of the answer to a repeated or refused request. */
  public static String transferAnswer(
      String transferId, String scopeAccountId, @Nullable String requestId) {
    return transferId + '#' + scopeAccountId + '#' + (requestId == null ? "" : requestId);
  }

  /** Key of the answer to an account command that decided something. */
  public static String accountAnswer(String accountId, String commandId) {
    return accountId + '#' + commandId;
  }

  /** Key of the answer to a repeated or refused account command. */
  public static String accountAnswer(
      String accountId, String commandId, @Nullable String requestId) {
    return accountId + '#' + commandId + '#' + (requestId == null ? "" : requestId);
  }

  /** Key of a hold by its deadline in milliseconds since 1970. */
  public static String deadline(long deadlineMs, String transferKey) {
    return digits(deadlineMs) + '#' + transferKey;
  }

  /** Key of an account in accounts.owners. */
  public static String owner(AccountOwner owner) {
    return ownerPrefix(owner.getOwnerId(), owner.getType(), owner.getCurrency())
        + owner.getAccountId();
  }

  /** What the keys of an owner's accounts of one type and currency begin with. */
  public static String ownerPrefix(String ownerId, AccountType type, String currency) {
    return ownerId + '#' + type.name() + '#' + currency + '#';
  }

  /** Key of a search that waits: whom it waits for, the payment and the request. */
  public static String partySearch(String ownerId, PartySearch search) {
    String requestId = search.getCommand().getRequestId();
    return ownerId
        + '#'
        + search.getCommand().getPaymentId()
        + '#'
        + (requestId == null ? "" : requestId);
  }

  /** Key of a payment's event; one that changes nothing has a key that no other event has. */
  public static String paymentEvent(PaymentEvent event) {
    return event.getSequence() > 0
        ? version(event.getPaymentId(), event.getSequence())
        : paymentAnswer(event.getPaymentId(), event.getRequestId());
  }

  /** Key of the answer to a repeated or refused payment command. */
  public static String paymentAnswer(String paymentId, @Nullable String requestId) {
    return paymentId + "#answer#" + (requestId == null ? "" : requestId);
  }

  /** Key of a fraud check: {@code payer:alice}. */
  public static String fraudSubject(FraudSubject type, String subjectId) {
    return type.name().toLowerCase(Locale.ROOT) + ':' + subjectId;
  }

  /** Key of a verdict. */
  public static String fraudVerdict(String paymentId, FraudSubject type) {
    return paymentId + '#' + type.name();
  }

  /** Key of a verdict, or of a tick: compaction never drops a verdict for a tick. */
  public static String fraudVerdict(FraudVerdict verdict) {
    String key = fraudVerdict(verdict.getPaymentId(), verdict.getSubjectType());
    return verdict.getTick() ? key + "#tick" : key;
  }

  /** Key of a summary. */
  public static String reconciliationSummary(ReconciliationSummary summary) {
    return String.join(
        "#", summary.getDay(), summary.getStatus().name(), summary.getCurrency(), summary.getPsp());
  }

  /** Key of the answer to a resolution command. */
  public static String resolutionAnswer(ResolutionOutcome outcome) {
    String request = outcome.getRequestId();
    return resolutionAnswer(
        outcome.getCaseId(), request == null ? outcome.getCommandId() : request);
  }

  /** The same, of its parts. */
  public static String resolutionAnswer(String caseId, String requestId) {
    return caseId + '#' + requestId;
  }

  /** Key of a place in a list of the views. */
  public static String listing(Listing place) {
    return place.getList() + '#' + digits(place.getAtMs()) + '#' + place.getId();
  }

  /** 19 digits, the length of the largest long. */
  static String digits(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("negative: " + number);
    }
    String digits = Long.toString(number);
    return "0".repeat(19 - digits.length()) + digits;
  }
}
