package io.penstock.topologies.reconciliation;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.cards.CardData;
import io.penstock.domain.reconciliation.Resolutions;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.topologies.InvalidRecordException;

/** Lets a command about a case in, from whichever partition it came by. */
final class ResolutionGate {
  private static final Refusal CARD_NUMBER =
      RefusalCode.CARD_NUMBER_REFUSED.because("a card number came where none may be");

  private final CardData cards;

  ResolutionGate(CardData cards) {
    this.cards = cards;
  }

  /** What to do with a command. */
  sealed interface Passage {}

  /** It is decided where its case lives. */
  record Enter() implements Passage {}

  /** It is answered with a refusal. */
  record Refused(Refusal refusal) implements Passage {}

  /** A card number is where an answer would repeat it: nothing of it is kept, no answer made. */
  record Dropped() implements Passage {}

  Passage check(ResolutionCommand command) {
    boolean hasCard = cards.isIn(command);
    if (hasCard && cards.isIn(withoutText(command))) {
      return new Dropped();
    }
    if (!Resolutions.canBeAnswered(command)) {
      throw new InvalidRecordException("a case_id, command_id or request_id is malformed");
    }
    if (hasCard) {
      return new Refused(CARD_NUMBER);
    }
    String malformed = Resolutions.malformation(command);
    return malformed == null ? new Enter() : new Refused(Resolutions.malformed(malformed));
  }

  private static ResolutionCommand withoutText(ResolutionCommand command) {
    return ResolutionCommand.newBuilder(command).setReason("").setActor("").build();
  }
}
