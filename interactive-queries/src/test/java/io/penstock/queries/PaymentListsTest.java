package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.http.Cursor;
import io.penstock.queries.http.Listings;
import io.penstock.queries.http.Listings.Part;
import io.penstock.queries.http.Listings.Wanted;
import io.penstock.queries.http.Period;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.Topics;
import io.penstock.views.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of payments: order, filters, periods, pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaymentListsTest {
  private static final int PAYMENTS = 24;
  private static final String SHOP = "/payments?merchant_id=pl-shop";

  private final FactWriter facts = new FactWriter();
  private final List<Payment> payments = new ArrayList<>();
  private ViewsNode node;

  /** Two wallets pay in turn, two payments a second; every third payment succeeds. */
  @BeforeAll
  void writeFacts(@TempDir Path dir) {
    facts.commit(
        () -> {
          for (int i = 0; i < PAYMENTS; i++) {
            if (i % 2 == 0) {
              FactWriter.advanceClock();
            }
            writePayment(i);
          }
          own("pl-owner", "pl-wallet-0");
          own("pl-owner", "pl-wallet-1");
          own("pl-owner-too", "pl-wallet-1");
        });
    node = ViewsNode.start(dir, "payment-lists").awaitReady();
    for (Payment payment : payments) {
      node.await200("/payments/" + payment.getPaymentId());
    }
    node.awaitSize(SHOP, PAYMENTS);
    node.awaitSize(SHOP + "&status=succeeded", PAYMENTS / 3);
    await().until(() -> node.door().accountsOf("pl-owner").size() == 2);
    await().until(() -> node.door().accountsOf("pl-owner-too").size() == 1);
  }

  private void writePayment(int i) {
    Payment payment =
        PaymentFact.initiated("pl-" + i, "pl-wallet-" + i % 2, "pl-shop", FactWriter.nowMs());
    PaymentFact.writeInitiated(facts, payment);
    if (i % 3 == 0) {
      payment = PaymentFact.succeeded(payment);
      PaymentFact.write(facts, PaymentFact.event(PaymentEventType.SUCCEEDED, payment).build());
    }
    payments.add(payment);
  }

  private void own(String owner, String account) {
    AccountOwner owned =
        new AccountOwner(
            owner, account, AccountType.WALLET, "USD", FactWriter.nowMs(), AccountStatus.OPEN);
    facts.write(Topics.ACCOUNT_OWNERS, Keys.owner(owned), owned);
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 23, 24, 500})
  void listsNewestFirstInPagesOfAnySize(int limit) {
    List<String> found = allPages(SHOP + "&limit=" + limit, limit);

    assertThat(found).doesNotHaveDuplicates().hasSize(PAYMENTS);
    assertThat(found.stream().map(this::createdAtMs))
        .isSortedAccordingTo((one, other) -> Long.compare(other, one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payer=pl-wallet-1|12",
        "payer=pl-owner|24",
        "payer=pl-owner-too|12",
        "payer=pl-nobody|0",
        "payer=pl-wallet-0&merchant_id=pl-shop|12",
        "payer=pl-wallet-0&merchant_id=other|0",
        "merchant_id=pl-shop&status=succeeded|8",
        "merchant_id=pl-shop&status=initiated,SUCCEEDED|24",
        "merchant_id=pl-shop&status=failed,cancelled|0",
        "payer=pl-owner&status=succeeded|8"
      })
  void filters(String query, int expected) {
    assertThat(allPages("/payments?" + query + "&limit=5", 5))
        .doesNotHaveDuplicates()
        .hasSize(expected);
  }

  @Test
  void cutsAPeriodOut() {
    String from = Json.time(payments.get(4).getCreatedAtMs());
    String to = Json.time(payments.get(10).getCreatedAtMs());

    assertThat(ids(node.get(SHOP + "&from=" + from + "&to=" + to).json()))
        .containsExactly("pl-9", "pl-8", "pl-7", "pl-6", "pl-5", "pl-4");
    assertThat(ids(node.get("/payments?from=" + from + "&to=" + to).json())).hasSize(6);
    assertThat(ids(node.get(SHOP + "&from=" + to + "&to=" + from).json())).isEmpty();
    assertThat(ids(node.get(SHOP + "&to=1960-01-01T00:00:00Z").json())).isEmpty();
  }

  @Test
  void looksOnlySoFarForWhatIsRare() {
    Listings shortSighted = new Listings(node.views().facts(), 8);
    List<String> found = new ArrayList<>();
    Optional<String> before = Optional.empty();
    int parts = 0;
    do {
      Part<PaymentEvent> part =
          shortSighted.part(
              new Wanted(
                  View.PAYMENT_EVENTS,
                  "rare",
                  Set.of("payments:merchant:pl-shop"),
                  Map.of("payment.status", List.of("SUCCEEDED")),
                  new Period(Long.MIN_VALUE, Long.MAX_VALUE),
                  before,
                  50),
              PaymentEvent.class);
      part.things().forEach(event -> found.add(event.getPaymentId()));
      before = part.next().map(Cursor::position);
      parts++;
    } while (before.isPresent());

    assertThat(parts).isGreaterThan(2);
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, PAYMENTS / 3).mapToObj(i -> "pl-" + 3 * i).toList());
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    String cursor = node.get(SHOP + "&limit=1").json().path("next_cursor").asText();

    node.get("/payments?cursor=" + cursor).isProblem(400, "malformed_cursor", "cursor");
    node.get("/payments?cursor=cGF5bWVudHN8MQ").isProblem(400, "malformed_cursor", "cursor");
    node.get("/payments?cursor=!").isProblem(400, "malformed_cursor", "cursor");
    node.get("/payments?status=paid").isProblem(400, "malformed_status", "status");
    node.get("/payments?payer=a%20b").isProblem(400, "malformed_id", "payer");
    node.get("/payments?limit=501").isProblem(400, "malformed_limit", "limit");
    node.get("/payments?user=x").isProblem(400, "unknown_parameter", "user");
  }

  @Test
  void namesTheAccountsOfAnOwnerTheOldestFirst() {
    assertThat(node.door().accountsOf("pl-owner"))
        .extracting(AccountOwner::getAccountId)
        .containsExactly("pl-wallet-0", "pl-wallet-1");
    assertThat(node.door().accountsOf("pl-own")).isEmpty();
  }

  private long createdAtMs(String id) {
    return payments.get(Integer.parseInt(id.substring("pl-".length()))).getCreatedAtMs();
  }

  private List<String> allPages(String path, int limit) {
    JsonNode page = node.get(path).json();
    List<String> found = new ArrayList<>(ids(page));
    while (!page.path("next_cursor").isNull()) {
      assertThat(page.path("data")).hasSize(limit);
      page = node.get(path + "&cursor=" + page.path("next_cursor").asText()).json();
      assertThat(page.path("data")).isNotEmpty();
      found.addAll(ids(page));
    }
    return found;
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("data").forEach(row -> ids.add(row.path("payment_id").asText()));
    return ids;
  }
}
