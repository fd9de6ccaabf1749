package io.penstock.topologies.balances;

import io.penstock.domain.CommandIds;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.cards.CardData;
import io.penstock.domain.transfers.Chains;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.Ids;
import io.penstock.schemas.LinkedTransfer;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.streams.RefusedRecordException;
import io.penstock.topologies.PartitionGate;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lets a command in where its account lives, under the key that it must have. */
final class CommandGate {
  private static final Refusal CARD_NUMBER =
      RefusalCode.CARD_NUMBER_REFUSED.because("a card number came where none may be");

  private final CardData cards = new CardData();
  private final PartitionGate gate;

  CommandGate(int partitions) {
    this.gate = new PartitionGate(partitions);
  }

  /** What to do with a command. */
  sealed interface Passage {}

  /** It may be decided here, in the scope of this key. */
  record Enter(String key) implements Passage {}

  /** It belongs to another partition. */
  record Elsewhere() implements Passage {}

  /** It is answered with a refusal that pins nothing. */
  record Refused(String scope, Refusal refusal) implements Passage {}

  /** A card number is where an answer would repeat it: nothing of it is kept, no answer made. */
  record Dropped() implements Passage {}

  /** What may be kept of a command: one with a card number loses its free text. */
  TransferCommand withoutCard(TransferCommand command) {
    return cards.isIn(command) ? withoutNotes(command) : command;
  }

  private static TransferCommand withoutNotes(TransferCommand command) {
    return TransferCommand.newBuilder(command)
        .setMetadata(Map.of())
        .setReason(command.getReason() == null ? null : "")
        .setLinked(command.getLinked().stream().map(CommandGate::withoutNotes).toList())
        .build();
  }

  private static LinkedTransfer withoutNotes(LinkedTransfer linked) {
    return LinkedTransfer.newBuilder(linked).setMetadata(Map.of()).build();
  }

  /**
   * @param door the topic that the command came by: the one for everybody, or that of flows
   */
  Passage check(
      Record<String, SpecificRecord> input,
      TransferCommand command,
      Topic<TransferCommand> door,
      int partition) {
    boolean hasCard = cards.isIn(command);
    if (hasCard && cards.isIn(withoutNotes(command))) {
      return new Dropped();
    }
    requireId("transfer_id", command.getTransferId());
    if (!Chains.hasIds(command)) {
      throw new RefusedRecordException("a linked transfer_id is not " + Ids.RULE);
    }
    String expected = TransferKey.of(command);
    String key = expected == null ? command.getDebitAccountId() : expected;
    String scope = TransferKey.scope(command, key);
    // First of all: a flow must know such a refusal for what it is, an answer to somebody else.
    Refusal reserved =
        door.equals(Topics.TRANSFER_STEPS)
            ? CommandIds.ofStep(command)
            : CommandIds.ofRequest(command);
    Refusal mistake = hasCard ? CARD_NUMBER : malformation(command);
    Refusal refusal = reserved == null ? mistake : reserved;
    if (refusal != null) {
      requireId("account id", scope);
      return new Refused(scope, refusal);
    }
    return check(input, expected, scope, partition);
  }

  private static @Nullable Refusal malformation(TransferCommand command) {
    if (command.getLinked().isEmpty()) {
      return TransferKey.malformation(command);
    }
    // The transfers of a chain are looked at one by one, where each is answered for itself.
    return command.getLinked().size() < Chains.MAX_CREDITS
        ? null
        : RefusalCode.LINKED_CHAIN_TOO_LONG.because(
            "a chain has at most " + Chains.MAX_CREDITS + " credits");
  }

  Passage check(Record<String, SpecificRecord> input, AccountCommand command, int partition) {
    if (cards.isIn(command)) {
      return new Dropped();
    }
    requireId("account_id", command.getAccountId());
    requireId("command_id", command.getCommandId());
    Refusal reserved = CommandIds.of(command);
    if (reserved != null) {
      return new Refused(command.getAccountId(), reserved);
    }
    return check(input, command.getAccountId(), command.getAccountId(), partition);
  }

  private Passage check(
      Record<String, SpecificRecord> input,
      @Nullable String expected,
      String scope,
      int partition) {
    String key = input.key();
    if (key == null || !Ids.isValid(key) || (expected != null && !expected.equals(key))) {
      return new Refused(
          scope,
          RefusalCode.WRONG_KEY.because(
              "the record's key must be " + (expected == null ? "that of the hold" : expected)));
    }
    return gate.isHome(input, partition) ? new Enter(key) : new Elsewhere();
  }

  /** The headers of a command that is sent on: it is sent on once. */
  Headers forwarded(Record<String, SpecificRecord> input) {
    return gate.forwarded(input);
  }

  private static void requireId(String field, @Nullable String id) {
    if (!Ids.isValid(Objects.requireNonNullElse(id, ""))) {
      throw new RefusedRecordException(field + " is not " + Ids.RULE);
    }
  }
}
