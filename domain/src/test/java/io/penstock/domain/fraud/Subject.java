package io.penstock.domain.fraud;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudList;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Funding;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payer who pays and is screened, with a clock that only the test moves. */
final class Subject {
  private static final long DECIDING_MS = 7;

  private final Map<String, FraudListEntry> lists = new HashMap<>();
  private FraudRules rules;
  private @Nullable FraudHistory history;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int payments;

  Subject(SubjectRules rules) {
    this.rules = new FraudRules("v1", rules, SubjectRules.NONE, Map.of());
  }

  FraudVerdict pays(long amountMinor) {
    return pays("shop", amountMinor, "USD");
  }

  FraudVerdict pays(String merchant, long amountMinor) {
    return pays(merchant, amountMinor, "USD");
  }

  FraudVerdict pays(String merchant, long amountMinor, String currency) {
    payments++;
    return sends(check("p" + payments, merchant, amountMinor, currency));
  }

  void paysTimes(int times, long amountMinor) {
    for (int i = 0; i < times; i++) {
      pays(amountMinor);
    }
  }

  FraudCheck check(String payment, String merchant, long amountMinor, String currency) {
    return new FraudCheck(
        payment,
        FraudSubject.PAYER,
        "alice",
        merchant,
        amountMinor,
        currency,
        Funding.WALLET,
        now.toEpochMilli(),
        false);
  }

  FraudVerdict sends(FraudCheck check) {
    FlowDecision<FraudHistory> decision =
        new FraudScreening(rules)
            .decide(
                history, ListedCheck.of(check, lists::get), check.getRequestedAtMs() + DECIDING_MS);
    if (decision.state() != null) {
      history = decision.state();
    }
    return (FraudVerdict) decision.outputs().getFirst();
  }

  Subject waits(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  void isListed(String key, FraudList list) {
    lists.put(key, new FraudListEntry(list, "because", now.toEpochMilli()));
  }

  void isAsked(String version, SubjectRules changed) {
    rules = new FraudRules(version, changed, SubjectRules.NONE, Map.of());
  }

  FraudHistory history() {
    return history == null ? Histories.EMPTY : history;
  }

  static List<String> names(FraudVerdict verdict) {
    return verdict.getRules().stream().map(FiredRule::getRule).toList();
  }
}
