package io.penstock.domain.fraud;

import io.penstock.domain.Currencies;
import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudAnswer;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudList;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Gives verdicts. Time is that of the check, so that the same checks in the same order get the same
 * verdicts whenever they are asked.
 */
public final class FraudScreening implements Flow<FraudHistory, ListedCheck> {
  /** A clock may be ahead of ours by so much; a time farther ahead would spoil the windows. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final FraudRules rules;

  public FraudScreening(FraudRules rules) {
    this.rules = rules;
  }

  /** What makes a check unfit for a verdict, as a sentence; null: nothing. */
  public static @Nullable String fault(FraudCheck check, long nowMs) {
    if (!Ids.isValid(check.getPaymentId())
        || !Ids.isValid(check.getSubjectId())
        || !Ids.isValid(check.getMerchantId())) {
      return "payment, subject and merchant id must be " + Ids.RULE;
    }
    if (check.getAmountMinor() <= 0) {
      return "the amount must be positive, but is " + check.getAmountMinor();
    }
    if (!Currencies.isCurrent(check.getCurrency())) {
      return "the currency is unknown: " + check.getCurrency();
    }
    long latest = nowMs + CLOCK_TOLERANCE.toMillis();
    return check.getRequestedAtMs() < 0 || check.getRequestedAtMs() > latest
        ? "the time is none, or lies in the future: " + check.getRequestedAtMs()
        : null;
  }

  /**
   * Screens a payment that has no {@link #fault}. A check that was answered before is answered
   * alike and changes nothing.
   *
   * @param known of the subject; null: nothing
   * @param nowMs told as the time of the verdict; no rule looks at it
   */
  @Override
  public FlowDecision<FraudHistory> decide(
      @Nullable FraudHistory known, ListedCheck asked, long nowMs) {
    FraudCheck check = asked.check();
    if (check.getTick()) {
      return new FlowDecision<>(null, List.of(tick(check, nowMs)));
    }
    FraudHistory history = known == null ? Histories.EMPTY : known;
    long fingerprint = Fingerprint.of(check);
    FraudAnswer before = Histories.answer(history, fingerprint);
    if (before != null) {
      return new FlowDecision<>(null, told(verdict(check, before)));
    }
    SubjectRules limits = rules.of(check.getSubjectType(), check.getCurrency());
    List<FiredRule> fired = new ArrayList<>(0);
    addListed(fired, asked.subjectKey(), asked.subject());
    addListed(fired, asked.merchantKey(), asked.merchant());
    fired.addAll(RuleChecks.fired(check, history, limits));
    FraudAnswer answer = new FraudAnswer(fingerprint, nowMs, rules.version(), fired);
    return new FlowDecision<>(
        switch (decision(fired)) {
          case APPROVE -> Histories.afterPayment(history, check, answer, limits);
          case REJECT -> Histories.afterAttempt(history, check, answer, limits);
        },
        told(verdict(check, answer)));
  }

  /** The verdict, and its place in the list of alerts where any rule fired. */
  private static List<SpecificRecord> told(FraudVerdict verdict) {
    return verdict.getRules().isEmpty()
        ? List.of(verdict)
        : List.of(verdict, FraudAlerts.place(verdict));
  }

  private static void addListed(List<FiredRule> fired, String key, @Nullable FraudListEntry entry) {
    if (entry != null) {
      String reason = entry.getReason() == null ? "" : ": " + entry.getReason();
      boolean blocks = entry.getList() == FraudList.BLOCK;
      fired.add(
          new FiredRule(
              blocks ? FraudRuleNames.BLOCK_LIST : FraudRuleNames.ALLOW_LIST,
              blocks ? FraudDecision.REJECT : FraudDecision.APPROVE,
              key,
              entry.getList().name(),
              key + " is on the " + (blocks ? "block" : "allow") + " list" + reason));
    }
  }

  /** A block list beats an allow list, an allow list the other rules, and any of these rejects. */
  private static FraudDecision decision(List<FiredRule> fired) {
    if (fired.stream().anyMatch(rule -> rule.getRule().equals(FraudRuleNames.BLOCK_LIST))) {
      return FraudDecision.REJECT;
    }
    boolean approves =
        fired.isEmpty()
            || fired.stream().anyMatch(rule -> rule.getDecision() == FraudDecision.APPROVE);
    return approves ? FraudDecision.APPROVE : FraudDecision.REJECT;
  }

  private static FraudVerdict verdict(FraudCheck check, FraudAnswer answer) {
    List<FiredRule> rules = answer.getRules();
    return verdict(
        check, decision(rules), rules, answer.getRulesVersion(), answer.getDecidedAtMs(), false);
  }

  /**
   * The end of the wait for a verdict: nothing is screened nor remembered. Whoever takes it for a
   * verdict lets no money go.
   */
  public static FraudVerdict tick(FraudCheck check, long nowMs) {
    return verdict(check, FraudDecision.REJECT, List.of(), "none", nowMs, true);
  }

  /** A verdict of what was checked. */
  public static FraudVerdict verdict(
      FraudCheck check,
      FraudDecision decision,
      List<FiredRule> rules,
      String rulesVersion,
      long nowMs,
      boolean isTick) {
    return new FraudVerdict(
        check.getPaymentId(),
        check.getSubjectType(),
        check.getSubjectId(),
        decision,
        rules,
        rulesVersion,
        check.getMerchantId(),
        check.getAmountMinor(),
        check.getCurrency(),
        nowMs,
        isTick);
  }
}
