package io.penstock.domain.fraud;

import io.penstock.schemas.FraudListEntry;
import org.jspecify.annotations.Nullable;

/** The block and allow lists as they are now. */
@FunctionalInterface
public interface FraudLists {
  /**
   * The entry of a payer, card or merchant.
   *
   * @param key {@code payer:}, {@code card:} or {@code merchant:} and the id
   * @return null if it is on no list
   */
  @Nullable FraudListEntry entry(String key);
}
