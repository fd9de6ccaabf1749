package io.penstock.topologies.payments;

import static io.penstock.schemas.Topics.FRAUD_VERDICTS;
import static io.penstock.schemas.Topics.PAYMENT_COMMANDS;
import static io.penstock.schemas.Topics.PAYMENT_PARTIES;
import static io.penstock.schemas.Topics.PSP_RESULTS;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.cards.CardData;
import io.penstock.domain.payments.Answers;
import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.payments.PaymentInput;
import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PartyStep;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Topic;
import io.penstock.schemas.TransferOutcome;
import io.penstock.streams.stores.ExpiringTable;
import io.penstock.topologies.InvalidRecordException;
import io.penstock.topologies.PartitionGate;
import io.penstock.topologies.Rules;
import io.penstock.topologies.flows.Inbox;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what payments are told: commands, outcomes of transfers, answers of PSPs, verdicts. */
final class PaymentInbox implements Inbox<PaymentInput> {
  private static final Logger log = LoggerFactory.getLogger(PaymentInbox.class);

  private static final String RULE = Ids.RULE + ", and at most " + Ids.MAX_PAYMENT_LENGTH;

  private final CardData cards = new CardData();
  private final PartitionGate gate;
  private final PaymentParties parties;
  private final ProcessorContext<?, ?> context;
  private final ExpiringTable<Refund> refusedRefunds;

  PaymentInbox(
      int partitions, ProcessorContext<?, ?> context, ExpiringTable<Refund> refusedRefunds) {
    this.refusedRefunds = refusedRefunds;
    this.gate = new PartitionGate(partitions);
    this.context = context;
    this.parties = new PaymentParties(context);
  }

  @Override
  public Letter<PaymentInput> open(Record<String, SpecificRecord> record, int partition) {
    return switch (record.value()) {
      case PaymentCommand command -> command(record, command, partition);
      case PartySearch search ->
          isHome(record, PartySearches.placeOf(search), partition)
              ? found(search)
              : sendOn(record, PAYMENT_PARTIES);
      case TransferOutcome outcome -> outcome(outcome);
      case PspResult result ->
          isHome(record, result.getPaymentId(), partition)
              ? new Tell<>(result.getPaymentId(), new PaymentInput.PspAnswered(result))
              : sendOn(record, PSP_RESULTS);
      case FraudVerdict verdict ->
          isHome(record, verdict.getPaymentId(), partition)
              ? new Tell<>(verdict.getPaymentId(), new PaymentInput.Screened(verdict))
              : sendOn(record, FRAUD_VERDICTS);
      case null -> throw new InvalidRecordException("a record without a value tells nothing");
      default -> throw new InvalidRecordException("no input: " + record.value().getSchema());
    };
  }

  private Letter<PaymentInput> command(
      Record<String, SpecificRecord> record, PaymentCommand command, int partition) {
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
      throw new InvalidRecordException("payment_id is not " + RULE);
    }
    if (!id.equals(record.key())) {
      return refused(command, RefusalCode.WRONG_KEY, "the record's key must be the payment id");
    }
    if (!isHome(record, id, partition)) {
      return sendOn(record, PAYMENT_COMMANDS);
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
  public void said(SpecificRecord output) {
    if (output instanceof Refund refund && refund.getRefused() && !refund.getAutomatic()) {
      refusedRefunds.put(
          Keys.refusedRefund(refund.getPaymentId(), refund.getRefundId()),
          refund,
          context.currentSystemTimeMs());
    }
  }

  private Letter<PaymentInput> found(PartySearch search) {
    return new Tell<>(search.getCommand().getPaymentId(), Rules.ask(() -> parties.answer(search)));
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
      return new Ignore<>();
    }
    return answer;
  }

  private Reply<PaymentInput> refused(PaymentCommand command, RefusalCode code, String detail) {
    var refusal = code.because(detail);
    return new Reply<>(
        List.of(Answers.refused(command, null, refusal, context.currentSystemTimeMs())));
  }

  /** Of a resolved hold its post and void tell more. */
  private static Letter<PaymentInput> outcome(TransferOutcome outcome) {
    String id = outcome.getTransferId();
    return Ids.step(id).isEmpty() || isResolvedHold(outcome)
        ? new Ignore<>()
        : new Tell<>(Ids.root(id), new PaymentInput.FundsMoved(outcome));
  }

  private static boolean isResolvedHold(TransferOutcome outcome) {
    return switch (outcome.getKind()) {
      case HOLD ->
          switch (outcome.getStatus()) {
            case POSTED, VOIDED -> true;
            case PENDING, DECLINED, REFUSED, EXPIRED, REVERSED -> false;
          };
      case DIRECT, POST, VOID, REVERSE -> false;
    };
  }

  private Letter<PaymentInput> sendOn(Record<String, SpecificRecord> record, Topic<?> topic) {
    return new SendOn<>(topic, gate.forwarded(record));
  }

  private boolean isHome(Record<String, SpecificRecord> record, String id, int partition) {
    if (!Ids.isValid(id)) {
      throw new InvalidRecordException("payment_id is not " + Ids.RULE);
    }
    return gate.isHome(record, id, partition);
  }
}
