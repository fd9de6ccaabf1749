package io.penstock.domain.cards;

import java.util.Collection;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Looks for card numbers in every text of a record, whatever its field is called. */
public final class CardData {
  private final CardNumbers numbers = new CardNumbers();

  /** Whether a value or anything within it is a text with a card number. */
  public boolean isIn(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case CharSequence text -> numbers.isIn(text.toString());
      case Map<?, ?> map -> isIn(map.keySet()) || isIn(map.values());
      case Collection<?> many -> many.stream().anyMatch(this::isIn);
      case SpecificRecord record -> isInFieldOf(record);
      default -> false;
    };
  }

  private boolean isInFieldOf(SpecificRecord record) {
    for (int field = 0; field < record.getSchema().getFields().size(); field++) {
      if (isIn(record.get(field))) {
        return true;
      }
    }
    return false;
  }
}
