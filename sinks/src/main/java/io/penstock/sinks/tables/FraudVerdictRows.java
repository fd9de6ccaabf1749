package io.penstock.sinks.tables;

import io.penstock.schemas.FraudVerdict;
import io.penstock.sinks.sql.Columns;
import io.penstock.sinks.sql.LatestRows;
import java.util.List;

/** Verdicts as rows of fraud_verdicts: the latest for each payment and subject. */
public final class FraudVerdictRows {
  public static final LatestRows<FraudVerdict> STATES =
      new LatestRows<>(
          "fraud_verdicts",
          new Columns<FraudVerdict>()
              .text("payment_id", FraudVerdict::getPaymentId)
              .constant("subject_type", FraudVerdict::getSubjectType)
              .text("subject_id", FraudVerdict::getSubjectId)
              .constant("decision", FraudVerdict::getDecision)
              .json("rules", verdict -> JsonColumns.rules(verdict.getRules()))
              .text("rules_version", FraudVerdict::getRulesVersion)
              .text("merchant_id", FraudVerdict::getMerchantId)
              .longs("amount_minor", FraudVerdict::getAmountMinor)
              .text("currency", FraudVerdict::getCurrency)
              .time("decided_at", FraudVerdict::getDecidedAtMs),
          List.of("payment_id", "subject_type"),
          List.of("decided_at"));

  private FraudVerdictRows() {}
}
