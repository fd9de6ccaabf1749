package io.penstock.chaos.fuzz;

import static io.penstock.chaos.fuzz.AcceptedRequests.number;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.chaos.fuzz.AcceptedRequests.Asked;
import io.penstock.chaos.fuzz.AcceptedRequests.Credit;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the accounts have, against what the books say was asked for and accepted. */
final class BalanceComparison {
  private final PlainApi api;
  private final AcceptedRequests books;
  private final Map<String, BigDecimal> given;
  private final Map<String, Sums> expected = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /** What an account should have. */
  private static final class Sums {
    private BigDecimal posted = BigDecimal.ZERO;
    private BigDecimal debitsPending = BigDecimal.ZERO;
    private BigDecimal creditsPending = BigDecimal.ZERO;
  }

  /**
   * @param given what accounts were given before
   */
  BalanceComparison(PlainApi api, AcceptedRequests books, Map<String, BigDecimal> given) {
    this.api = api;
    this.books = books;
    this.given = given;
  }

  /** All that differs; empty where nothing does. */
  List<String> differences(Set<String> accounts) throws IOException, InterruptedException {
    given.forEach((account, sum) -> of(account).posted = sum);
    for (Asked asked : books.transfers()) {
      JsonNode now = api.get("/transfers/" + asked.id() + "?debit_account_id=" + asked.scope());
      transfer(asked, now);
    }
    for (String id : books.payments()) {
      payment(id, api.get("/payments/" + id));
    }
    for (String account : accounts) {
      compare(account, api.get("/accounts/" + account).path("balances"));
    }
    return faults;
  }

  private void transfer(Asked asked, JsonNode now) {
    String status = now.path("status").asText();
    String payer = now.path("debit_account_id").asText();
    boolean isLegal =
        switch (status) {
          case "posted" -> !asked.isHold() || books.wasAsked("post", asked.id());
          case "pending" -> asked.isHold();
          case "voided" -> asked.isHold() && books.wasAsked("void", asked.id());
          case "expired" -> asked.isHold() && asked.body().hasNonNull("timeout_seconds");
          case "reversed" -> true;
          default -> false;
        };
    if (!isLegal) {
      faults.add("transfer " + asked.id() + " was asked as " + asked.body() + " and is " + now);
      return;
    }
    BigDecimal whole = asked.terms().amount();
    BigDecimal moved = now.hasNonNull("amount_posted") ? number(now.path("amount_posted")) : whole;
    if (moved.compareTo(whole) > 0 || (!asked.isHold() && moved.compareTo(whole) != 0)) {
      faults.add("transfer " + asked.id() + " of " + whole + " moved " + moved);
    }
    if (status.equals("posted")) {
      of(payer).posted = of(payer).posted.subtract(moved);
      BigDecimal rest = moved;
      for (Credit credit : asked.terms().credits()) {
        BigDecimal part = credit.amount().min(rest);
        Sums payee = of(credit.account());
        payee.posted = payee.posted.add(part);
        rest = rest.subtract(part);
      }
    } else if (status.equals("pending")) {
      of(payer).debitsPending = of(payer).debitsPending.add(whole);
      for (Credit credit : asked.terms().credits()) {
        Sums payee = of(credit.account());
        payee.creditsPending = payee.creditsPending.add(credit.amount());
      }
    }
  }

  private void payment(String id, JsonNode now) {
    String status = now.path("status").asText();
    BigDecimal captured = number(now.path("amount_captured"));
    BigDecimal refunded = number(now.path("amount_refunded"));
    boolean isManual = now.path("capture").asText().equals("manual");
    boolean isLegal =
        captured.compareTo(number(now.path("amount"))) <= 0
            && refunded.compareTo(captured) <= 0
            && (captured.signum() == 0 || !isManual || books.wasAsked("capture", id))
            && (refunded.signum() == 0 || books.wasAsked("refund", id))
            && (!status.equals("cancelled") || books.wasAsked("cancel", id));
    if (!isLegal) {
      faults.add("payment " + id + " is not what was asked for: " + now);
    }
    BigDecimal kept = captured.subtract(refunded);
    Sums merchant = of(now.path("merchant_account_id").asText());
    BigDecimal fee = now.path("fee").isNumber() ? number(now.path("fee")) : BigDecimal.ZERO;
    merchant.posted = merchant.posted.add(kept).subtract(fee);
    // A card may come with the account of its holder, which it does not debit.
    boolean isByWallet = now.at("/payment_method/type").asText().equals("wallet");
    if (isByWallet) {
      Sums payer = of(now.path("payer_account_id").asText());
      payer.posted = payer.posted.subtract(kept);
      if (status.equals("pending")) {
        BigDecimal held = number(now.path("amount"));
        payer.debitsPending = payer.debitsPending.add(held);
        merchant.creditsPending = merchant.creditsPending.add(held);
      }
    }
  }

  private void compare(String account, JsonNode balances) {
    Sums should = of(account);
    if (balances.isMissingNode()) {
      if (should.posted.signum() != 0) {
        faults.add("account " + account + " is not there and should have " + should.posted);
      }
      return;
    }
    compare(account, "posted", should.posted, balances);
    compare(account, "debits_pending", should.debitsPending, balances);
    compare(account, "credits_pending", should.creditsPending, balances);
  }

  private void compare(String account, String what, BigDecimal should, JsonNode balances) {
    BigDecimal has = number(balances.path(what));
    if (has.compareTo(should) != 0) {
      faults.add("account " + account + " has " + what + " " + has + ", asked for was " + should);
    }
  }

  private Sums of(String account) {
    return expected.computeIfAbsent(account, _ -> new Sums());
  }
}
