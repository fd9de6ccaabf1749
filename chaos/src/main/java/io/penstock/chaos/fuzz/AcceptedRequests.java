package io.penstock.chaos.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may have moved: transfers and payments that were asked for and accepted, as they were asked
 * for. Knows nothing of the ledger but the answers.
 */
final class AcceptedRequests {
  private static final Pattern RESOLUTION =
      Pattern.compile("/transfers/([^/?]+)/(post|void)/*(\\?.*)?");
  private static final Pattern REVERSAL = Pattern.compile("/transfers/([^/?]+)/reverse/*(\\?.*)?");
  private static final Pattern OF_PAYMENT =
      Pattern.compile("/payments/([^/?]+)/(capture|cancel)/*(\\?.*)?");

  private final Map<String, Asked> transfers = new TreeMap<>();
  private final Map<String, JsonNode> payments = new TreeMap<>();
  private final Set<String> resolved = new TreeSet<>();
  private final Set<String> accounts = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();

  /** What goes to an account. */
  record Credit(String account, BigDecimal amount) {
    private static Credit of(JsonNode body, String account) {
      return new Credit(
          body.path(account).asText(), number(body.path("amount")).stripTrailingZeros());
    }
  }

  /** What moves: from whom, in which currency, and how much to whom. */
  record Terms(String debit, String currency, List<Credit> credits) {
    private static Terms of(JsonNode transfer) {
      List<Credit> credits = new ArrayList<>();
      transfer.path("credits").forEach(credit -> credits.add(Credit.of(credit, "account_id")));
      if (credits.isEmpty()) {
        credits.add(Credit.of(transfer, "credit_account_id"));
      }
      return new Terms(
          transfer.path("debit_account_id").asText(), transfer.path("currency").asText(), credits);
    }

    BigDecimal amount() {
      return credits.stream().map(Credit::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  /**
   * A transfer as its sender asked for it.
   *
   * @param id of it
   * @param scope by which the id is unique
   * @param body what was asked
   */
  record Asked(String id, String scope, Terms terms, JsonNode body) {
    boolean isHold() {
      return body.path("pending").asBoolean();
    }
  }

  /** Takes down what an accepted request asked for. */
  synchronized void accepted(WireRequest request, WireAnswer answer) {
    JsonNode reply = AnswerRules.json(answer.body());
    JsonNode body = AnswerRules.json(request.body());
    if (reply.has("results")) {
      int at = 0;
      for (JsonNode result : reply.path("results")) {
        if (result.path("status").asInt() == 201) {
          transfer(request, result.path("transfer"), body.path("transfers").path(at));
        }
        at++;
      }
    } else if (reply.has("transfer_id") && reply.has("debit_account_id")) {
      Matcher resolution = RESOLUTION.matcher(path(request));
      if (resolution.matches()) {
        resolved.add(resolution.group(2) + ' ' + reply.path("transfer_id").asText());
      } else if (REVERSAL.matcher(path(request)).matches()) {
        transfer(request, reply, reply);
      } else {
        transfer(request, reply, body);
      }
    } else if (reply.has("amount_captured") && reply.has("payment_id")) {
      payment(request, reply, body);
    } else if (reply.has("refund_id")) {
      resolved.add("refund " + reply.path("payment_id").asText());
    } else if (reply.has("account_id") && reply.has("owner_id")) {
      accounts.add(reply.path("account_id").asText());
    }
  }

  private static String path(WireRequest request) {
    return request.target().replaceFirst("^https?://[^/]+", "").replaceFirst("#.*", "");
  }

  private void transfer(WireRequest request, JsonNode reply, JsonNode body) {
    if (!body.isObject()) {
      faults.add(request + ": a transfer was accepted that nobody can read");
      return;
    }
    String id = reply.path("transfer_id").asText();
    Terms accepted = Terms.of(reply);
    Terms terms = Terms.of(body);
    String scope =
        accepted.debit.contains(":") ? accepted.credits.getFirst().account : accepted.debit;
    Asked before = transfers.putIfAbsent(id + ' ' + scope, new Asked(id, scope, terms, body));
    if (before != null && !before.terms.equals(accepted)) {
      faults.add(request + ": " + id + " is not what was asked for first");
    }
    boolean isAnotherId =
        body.hasNonNull("transfer_id") && !body.path("transfer_id").asText().equals(id);
    if (isAnotherId || !terms.equals(accepted)) {
      faults.add(request + ": asked " + body + " and accepted " + reply);
    }
  }

  private void payment(WireRequest request, JsonNode reply, JsonNode body) {
    String id = reply.path("payment_id").asText();
    Matcher change = OF_PAYMENT.matcher(path(request));
    if (change.matches()) {
      resolved.add(change.group(2) + ' ' + id);
      return;
    }
    boolean asAsked =
        body.isObject()
            && number(body.path("amount")).compareTo(number(reply.path("amount"))) == 0
            && body.path("currency").equals(reply.path("currency"))
            && body.path("merchant_id").equals(reply.path("merchant_id"))
            && (!body.hasNonNull("payer_account_id")
                || body.path("payer_account_id").equals(reply.path("payer_account_id")));
    if (!asAsked) {
      faults.add(request + ": asked " + body + " and accepted " + reply);
    }
    payments.putIfAbsent(id, body);
  }

  /** An amount as a number; what is none is less than any. */
  static BigDecimal number(JsonNode amount) {
    try {
      return new BigDecimal(amount.asText());
    } catch (NumberFormatException e) {
      return BigDecimal.valueOf(Long.MIN_VALUE);
    }
  }

  synchronized List<Asked> transfers() {
    return List.copyOf(transfers.values());
  }

  synchronized Set<String> payments() {
    return Set.copyOf(payments.keySet());
  }

  /** Whether it was asked, and accepted, to do this with that: post, void, capture, refund. */
  synchronized boolean wasAsked(String what, String id) {
    return resolved.contains(what + ' ' + id);
  }

  synchronized Set<String> accounts() {
    return Set.copyOf(accounts);
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
