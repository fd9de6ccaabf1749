package io.penstock.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;

/**
 * A Consistency-Token that a door can write before anything is decided: it names commands, and a
 * read that is sent with it waits until each has its outcome, and for what that advanced. Marks are
 * separated by ';', their parts by '#', neither of which an id may hold.
 */
public record DecisionToken(List<String> marks) {
  /** What every token begins with. */
  public static final String FORMAT = "1";

  /** A transfer's command: its id and scope account. */
  public static final String TRANSFER = "c";

  /** An account's command: the account and the command's id. */
  public static final String ACCOUNT = "d";

  /** A payment: its id and the sequence of an event. */
  public static final String PAYMENT = "p";

  /** A command about a reconciliation case: the case, URL-encoded, and the request's id. */
  public static final String CASE = "s";

  public DecisionToken {
    marks = List.copyOf(marks);
  }

  /** The decision of a transfer, post or void. */
  public static String markOfTransfer(String transferId, String scopeAccountId) {
    return TRANSFER + '#' + transferId + '#' + scopeAccountId;
  }

  /** Of one transfer, post or void. */
  public static DecisionToken ofTransfer(String transferId, String scopeAccountId) {
    return new DecisionToken(List.of(markOfTransfer(transferId, scopeAccountId)));
  }

  /** Of one account command. */
  public static DecisionToken ofAccount(String accountId, String commandId) {
    return new DecisionToken(List.of(ACCOUNT + '#' + accountId + '#' + commandId));
  }

  /** Of one command about a reconciliation case. */
  public static DecisionToken ofCase(String caseId, String requestId) {
    return new DecisionToken(
        List.of(CASE + '#' + URLEncoder.encode(caseId, UTF_8) + '#' + requestId));
  }

  /** Of a payment's first event. */
  public static DecisionToken ofPayment(String paymentId) {
    return new DecisionToken(List.of(PAYMENT + '#' + paymentId + "#1"));
  }

  /** As the header carries it. */
  public String encoded() {
    byte[] bytes = (FORMAT + ';' + String.join(";", marks)).getBytes(US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
