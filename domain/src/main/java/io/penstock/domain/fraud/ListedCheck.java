package io.penstock.domain.fraud;

import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.Keys;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A check, and what the block and allow lists say at that moment.
 *
 * @param subject the entry of the payer or card; null: it is on no list
 * @param merchant that of the merchant; null: it is on no list
 */
public record ListedCheck(
    FraudCheck check, @Nullable FraudListEntry subject, @Nullable FraudListEntry merchant) {

  /**
   * Looks a check up in lists, whose keys are {@code payer:}, {@code card:} or {@code merchant:}
   * and an id.
   */
  public static ListedCheck of(FraudCheck check, Function<String, @Nullable FraudListEntry> lists) {
    return new ListedCheck(check, lists.apply(subjectKey(check)), lists.apply(merchantKey(check)));
  }

  String subjectKey() {
    return subjectKey(check);
  }

  String merchantKey() {
    return merchantKey(check);
  }

  private static String subjectKey(FraudCheck check) {
    return Keys.fraudSubject(check.getSubjectType(), check.getSubjectId());
  }

  private static String merchantKey(FraudCheck check) {
    return "merchant:" + check.getMerchantId();
  }
}
