package io.penstock.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.audit.Account;
import io.penstock.chaos.checker.books.Books;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.checker.books.PaymentBook;
import io.penstock.chaos.checker.books.Violation;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folds beside what tables, instances and PSP say. */
final class Comparison {
  private static final int SAMPLE = 20;
  private static final int PAGE = 100;

  private final Books books;
  private final Tables tables;
  private final Api api;
  private final Places places;
  private final List<Violation> different = new ArrayList<>();
  private int nextAccount;

  Comparison(Books books, Tables tables, Api api, Places places) {
    this.books = books;
    this.tables = tables;
    this.api = api;
    this.places = places;
  }

  /**
   * What differs now; the PSP is asked at rest only.
   *
   * @param mark the sequences up to which {@code sums} were folded
   */
  List<Violation> differences(Map<Integer, Long> mark, Map<String, BigInteger> sums, boolean atRest)
      throws InterruptedException {
    different.clear();
    try {
      withTables(mark, sums, atRest);
      withInstances(atRest);
      if (atRest) {
        withPsp();
      }
    } catch (SQLException | IOException e) {
      different.add(new Violation(Check.STATE_IS_THE_FOLD, "cannot be asked: " + e, "SQL or HTTP"));
    }
    return List.copyOf(different);
  }

  private void withTables(Map<Integer, Long> mark, Map<String, BigInteger> sums, boolean atRest)
      throws SQLException {
    Map<String, BigInteger> rows = tables.sumsUpTo(mark);
    if (!rows.equals(sums)) {
      differ("the rows add up to %s, the topic to %s", rows, sums, "ledger_entries");
    }
    if (atRest && !tables.sequences().equals(mark)) {
      differ("sequences %s, in the topic %s", tables.sequences(), mark, "ledger_entries");
    }
    Map<String, Tables.AccountRow> byName = new HashMap<>();
    for (Tables.AccountRow row : tables.accounts()) {
      byName.put(row.id() + '/' + row.shard(), row);
    }
    for (Account account : books.ledger.accounts()) {
      compare(account, byName.get(account.name()), atRest);
    }
    if (atRest) {
      withPayments();
    }
  }

  /** A few accounts at each instance; at rest all of them. */
  private void withInstances(boolean atRest) throws IOException, InterruptedException {
    List<Account> all = List.copyOf(books.ledger.accounts());
    for (URI instance : places.instances()) {
      for (int i = 0; i < (atRest ? all.size() : Math.min(SAMPLE, all.size())); i++) {
        Account account = all.get(nextAccount++ % all.size());
        JsonNode found = account(instance, account.id());
        if (!account.isShard()) {
          compare(account, found, instance);
        } else if (atRest) {
          compareSum(account.id(), found, instance);
        }
      }
    }
  }

  /** Every card payment beside what its card was charged. */
  private void withPsp() throws IOException, InterruptedException {
    Map<String, Long> received = new HashMap<>();
    for (JsonNode charge : charges()) {
      String payment = charge.path("metadata").path("penstock_payment_id").asText();
      // Of a charge that was let go the PSP says "refunded", though nothing was taken.
      long net =
          charge.path("captured").asBoolean()
              ? charge.path("amount_captured").asLong() - charge.path("amount_refunded").asLong()
              : 0;
      received.merge(payment, net, Math::addExact);
    }
    for (PaymentBook.Payment each : books.payments.all()) {
      if (each.isByCard()) {
        long due = each.isUnpaid() ? 0 : each.captured() - each.refunded();
        long found = received.getOrDefault(each.id(), 0L);
        if (due != found) {
          different.add(
              new Violation(
                  Check.PAYMENTS_AGREE,
                  "payment %s is %s with %d, its card paid %d"
                      .formatted(each.id(), each.latest().text("status"), due, found),
                  each.place()));
        }
      }
    }
  }

  private @Nullable JsonNode account(URI instance, String id)
      throws IOException, InterruptedException {
    String path = "/accounts/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    return api.get(instance.resolve(path)).found().orElse(null);
  }

  /** Every charge that the PSP has, newest first. */
  private List<JsonNode> charges() throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      String after = all.isEmpty() ? "" : "&starting_after=" + all.getLast().path("id").asText();
      URI address = places.psp().resolve("/v1/charges?limit=" + PAGE + after);
      JsonNode page =
          api.get(address, "Authorization", "Bearer " + places.pspKey())
              .found()
              .orElseThrow(() -> new IOException("the PSP has no charges"));
      page.path("data").forEach(all::add);
      more = page.path("has_more").asBoolean();
    }
    return all;
  }

  private void compare(Account account, Tables.@Nullable AccountRow row, boolean atRest) {
    String where = "accounts, account " + account.id() + " shard " + account.shard();
    if (row == null || row.version() < account.version()) {
      String found = row == null ? "no row" : "version " + row.version();
      differ("%s where version %d was read", found, account.version(), where);
    } else if (row.version() > account.version()) {
      // A row may be ahead of what was read here, but not at rest.
      if (atRest) {
        differ("version %s, in the topic %s", row.version(), account.version(), where);
      }
    } else if (row.posted() != account.posted() || row.held() != account.held()) {
      differ("the row is %s, the topic has %s", row, account.posted(), where);
    }
  }

  private void compare(Account account, @Nullable JsonNode found, URI instance) {
    String where = instance + "/accounts/" + account.id();
    long version = found == null ? 0 : found.path("version").asLong();
    if (found == null || version < account.version()) {
      differ("version %s where %s was read", version, account.version(), where);
    } else if (version == account.version() && posted(found) != account.posted()) {
      differ("%s, but the topic has %s", found, account.posted(), where);
    }
  }

  private void compareSum(String account, @Nullable JsonNode found, URI instance) {
    BigInteger sum = books.ledger.posted().get(account);
    if (found == null || !BigInteger.valueOf(posted(found)).equals(sum)) {
      differ("%s, but the topic has %s", found, sum, instance + "/accounts/" + account);
    }
  }

  private static long posted(JsonNode account) {
    return account.at("/balances/posted").asLong(Long.MIN_VALUE);
  }

  private void withPayments() throws SQLException {
    Map<String, Tables.PaymentRow> rows = tables.payments();
    for (PaymentBook.Payment each : books.payments.all()) {
      Tables.PaymentRow row = rows.get(each.id());
      Tables.PaymentRow due =
          new Tables.PaymentRow(
              each.latest().text("status").toLowerCase(Locale.ROOT),
              each.sequence(),
              each.captured(),
              each.latest().numberOrZero("amount_refunded_minor"));
      if (!due.equals(row)) {
        differ("the row is %s, the topic has %s", row, due, "payments, " + each.id());
      }
    }
  }

  private void differ(String sentence, @Nullable Object found, @Nullable Object due, String where) {
    different.add(new Violation(Check.STATE_IS_THE_FOLD, sentence.formatted(found, due), where));
  }
}
