package io.penstock.topologies.payments;

import io.micrometer.core.instrument.Counter;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.cards.CardData;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.payments.PaymentCommands;
import io.penstock.domain.payments.PaymentInput;
import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PartyStep;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.streams.RefusedRecordException;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.streams.stores.Table;
import io.penstock.topologies.PartitionGate;
import io.penstock.topologies.flows.Inbox;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what payments are told: commands, outcomes of transfers, answers of PSPs, verdicts. */
final class PaymentInbox implements Inbox<Payment, PaymentInput> {
  private static final Logger log = LoggerFactory.getLogger(PaymentInbox.class);

  private static final String RULE = Ids.RULE + ", and at most " + Ids.MAX_PAYMENT_LENGTH;

  private final CardData cards = new CardData();
  private final PartitionGate gate;
  private final ReadOnlyKeyValueStore<String, MerchantTerms> terms;
  private final ProcessorContext<?, ?> context;
  private final Table<Refund> refusedRefunds;
  private final Counter foreign;

  /**
   * @param foreign counts what was not meant for the payment that it named; a transaction that is
   *     repeated counts again
   */
  PaymentInbox(
      int partitions,
      ProcessorContext<?, ?> context,
      Table.Source<Refund> refusedRefunds,
      Counter foreign) {
    this.gate = new PartitionGate(partitions);
    this.context = context;
    this.terms = context.getStateStore(StoreCatalogue.MERCHANT_TERMS.name());
    this.refusedRefunds = refusedRefunds.open(context);
    this.foreign = foreign;
  }

  @Override
  public List<Letter<PaymentInput>> open(Record<String, SpecificRecord> record) {
    return List.of(letter(record));
  }

  private Letter<PaymentInput> letter(Record<String, SpecificRecord> record) {
    return switch (record.value()) {
      case PaymentCommand command -> command(record, command);
      case PartySearch search ->
          isHome(record, PartySearches.placeOf(search))
              ? found(search)
              : sendOn(record, Topics.PAYMENT_PARTIES);
      case TransferOutcome outcome -> outcome(outcome);
      case PspResult result ->
          isHome(record, result.getPaymentId())
              ? new Tell<>(result.getPaymentId(), new PaymentInput.PspAnswered(result))
              : sendOn(record, Topics.PSP_RESULTS);
      case FraudVerdict verdict ->
          isHome(record, verdict.getPaymentId())
              ? new Tell<>(verdict.getPaymentId(), new PaymentInput.Screened(verdict))
              : sendOn(record, Topics.FRAUD_VERDICTS);
      case null -> throw new RefusedRecordException("a record without a value tells nothing");
      default -> throw new RefusedRecordException("no input: " + record.value().getSchema());
    };
  }

  private Letter<PaymentInput> command(
      Record<String, SpecificRecord> record, PaymentCommand command) {
    if (cards.isIn(command)) {
      return withCard(command);
    }
    String id = command.getPaymentId();
    if (Ids.isValid(id) && Ids.isReserved(id)) {
      return refused(command, RefusalCode.ID_RESERVED, "payment_id: " + Ids.RESERVED);
    }
    if (!Ids.isPaymentId(id) && Ids.canBeAnswered(id)) {
      return refused(command, RefusalCode.ID_MALFORMED, "payment_id is not " + RULE);
    }
    if (!Ids.isPaymentId(id)) {
      throw new RefusedRecordException("payment_id is not " + RULE);
    }
    if (!id.equals(record.key())) {
      return refused(command, RefusalCode.WRONG_KEY, "the record's key must be the payment id");
    }
    if (!isHome(record, id)) {
      return sendOn(record, Topics.PAYMENT_COMMANDS);
    }
    if (command.getAction() != PaymentAction.CREATE || command.getCreation() == null) {
      return new Tell<>(
          id, new PaymentInput.Commanded(command, Parties.NOBODY, refusedBefore(command)));
    }
    PartySearch search = PartySearches.begin(command);
    return search.getStep() == PartyStep.FOUND ? found(search) : new Reply<>(List.of(search));
  }

  private @Nullable Refund refusedBefore(PaymentCommand command) {
    String refundId = command.getRefundId();
    return command.getAction() == PaymentAction.REFUND && Ids.isNameable(refundId)
        ? refusedRefunds.get(
            Keys.refusedRefund(command.getPaymentId(), refundId), context.currentSystemTimeMs())
        : null;
  }

  /** A payment lists the latest of its refused refunds only; a repeat of any is answered alike. */
  @Override
  public void decided(PaymentInput input, FlowDecision<Payment> decision) {
    if (decision.isDisregarded()) {
      foreign.increment();
    }
    for (SpecificRecord output : decision.outputs()) {
      if (output instanceof Refund refund && refund.getRefused() && !refund.getAutomatic()) {
        refusedRefunds.put(
            Keys.refusedRefund(refund.getPaymentId(), refund.getRefundId()),
            refund,
            context.currentSystemTimeMs());
      }
    }
  }

  /** The accounts that were found, with the merchant's terms, which every instance holds. */
  private Letter<PaymentInput> found(PartySearch search) {
    PaymentCommand command = search.getCommand();
    MerchantTerms known = terms.get(command.getCreation().getMerchantId());
    return new Tell<>(command.getPaymentId(), PartySearches.answer(search, known));
  }

  /** Nothing of it is kept or sent on, and no dead letter made; its answer holds none of it. */
  private Letter<PaymentInput> withCard(PaymentCommand command) {
    Reply<PaymentInput> answer =
        refused(
            command,
            RefusalCode.CARD_NUMBER_REFUSED,
            "a card number came where only the PSP's token may be");
    if (!Ids.isPaymentId(command.getPaymentId()) || cards.isIn(answer.outputs())) {
      log.warn("A payment command with a card number has no id to answer to: it is dropped");
      return Inbox.nothing();
    }
    return answer;
  }

  private Reply<PaymentInput> refused(PaymentCommand command, RefusalCode code, String detail) {
    var refusal = code.because(detail);
    return new Reply<>(
        List.of(PaymentCommands.refused(command, null, refusal, context.currentSystemTimeMs())));
  }

  /** Of a resolved hold its post and void tell more. */
  private static Letter<PaymentInput> outcome(TransferOutcome outcome) {
    String id = outcome.getTransferId();
    return Ids.step(id).isEmpty() || isResolvedHold(outcome)
        ? Inbox.nothing()
        : new Tell<>(Ids.root(id), new PaymentInput.FundsMoved(outcome));
  }

  private static boolean isResolvedHold(TransferOutcome outcome) {
    TransferStatus status = outcome.getStatus();
    return outcome.getKind() == TransferKind.HOLD
        && (status == TransferStatus.POSTED || status == TransferStatus.VOIDED);
  }

  private Letter<PaymentInput> sendOn(Record<String, SpecificRecord> record, Topic<?> topic) {
    return new SendOn<>(topic, gate.forwarded(record));
  }

  private boolean isHome(Record<String, SpecificRecord> record, String id) {
    if (!Ids.isValid(id)) {
      throw new RefusedRecordException("payment_id is not " + Ids.RULE);
    }
    return gate.isHome(record, id, context.taskId().partition());
  }
}
