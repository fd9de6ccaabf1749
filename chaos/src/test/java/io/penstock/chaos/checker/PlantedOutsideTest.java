package io.penstock.chaos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.checker.books.Check;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Violations that only a look into tables, at an instance or at the PSP shows. */
@Timeout(180)
class PlantedOutsideTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What is planted stays: waiting for it to go is waiting for nothing. */
  private static final Duration NO_PATIENCE = Duration.ofSeconds(3);

  /** An earlier attempt that was let go: the PSP calls that refunded. */
  private static final String RELEASED =
      """
      {"id": "ch_0", "captured": false, "amount_captured": 0, "amount_refunded": 100,
       "metadata": {"penstock_payment_id": "p1"}},
      """;

  @TempDir Path directory;

  @Test
  void tablesInstancesAndPspBesideTheTopics() throws Exception {
    try (CheckedWorld world = new CheckedWorld(directory)) {
      world.produce(aCardPaymentOfHundred().facts());
      world.produce("ledger.entries", new byte[] {7, 7, 7});
      world.produce("accounts.balances", null);
      world.produce("payments.events", new byte[] {0, 0, 0, 0, 1, 2});
      showThatAllIsWell(world);

      try (Checker checker = new Checker(world.places())) {
        assertThat(checker.checkAtRest(PATIENCE)).isEmpty();
        assertThat(checker.passedOver()).as("records of poison").isEqualTo(3);
      }

      world.sql("UPDATE accounts SET posted_minor = 101 WHERE account_id = 'shop'");
      thenFound(world, Check.STATE_IS_THE_FOLD, "accounts, account shop");
      world.sql("UPDATE accounts SET posted_minor = 100 WHERE account_id = 'shop'");

      world.sql("UPDATE ledger_entries SET signed_minor = 99 WHERE account_id = 'shop'");
      thenFound(world, Check.STATE_IS_THE_FOLD, "ledger_entries");
      world.sql("UPDATE ledger_entries SET signed_minor = 100 WHERE account_id = 'shop'");

      world.sql("UPDATE payments SET status = 'cancelled'");
      thenFound(world, Check.STATE_IS_THE_FOLD, "payments, p1");
      world.sql("UPDATE payments SET status = 'succeeded'");

      world.shows("shop", 1, 99);
      thenFound(world, Check.STATE_IS_THE_FOLD, "/accounts/shop");
      world.shows("shop", 1, 100);

      world.answers("/v1/charges", charges(100, 100));
      thenFound(world, Check.PAYMENTS_AGREE, "payments.events-0");
    }
  }

  private static Recorded aCardPaymentOfHundred() {
    Recorded ledger = new Recorded();
    long entry =
        ledger.entry("p1::book", "shop", EntryKind.TRANSFER, "psp:stripe:USD", "shop", 100);
    ledger.balance("psp:stripe:USD", 0, 1, 100, 0, 0, "p1::book", Direction.DEBIT, 100, entry);
    ledger.balance("shop", null, 1, 0, 0, 100, "p1::book", Direction.CREDIT, 100, entry);
    ledger.cardPayment("p1", 100);
    return ledger;
  }

  private static void showThatAllIsWell(CheckedWorld world) throws Exception {
    world.sql(
        """
        INSERT INTO ledger_entries VALUES (0, 1, 'psp:stripe:USD', -100), (0, 1, 'shop', 100);
        INSERT INTO accounts VALUES ('psp:stripe:USD', 0, 1, -100, 0), ('shop', -1, 1, 100, 0);
        INSERT INTO payments VALUES ('p1', 'succeeded', 1, 100, 0);
        """);
    world.shows("shop", 1, 100);
    world.shows("psp:stripe:USD", 1, -100);
    world.answers("/v1/charges", charges(100));
  }

  private static String charges(long... captured) {
    List<String> all =
        java.util.Arrays.stream(captured)
            .mapToObj(
                sum ->
                    """
                    {"id": "ch_%d", "captured": true, "amount_captured": %d, "amount_refunded": 0,
                     "metadata": {"penstock_payment_id": "p1"}}
                    """
                        .formatted(sum, sum))
            .toList();
    return "{\"data\": [" + RELEASED + String.join(",", all) + "], \"has_more\": false}";
  }

  private static void thenFound(CheckedWorld world, Check check, String where) throws Exception {
    try (Checker checker = new Checker(world.places())) {
      assertThat(checker.checkAtRest(NO_PATIENCE))
          .isNotEmpty()
          .allSatisfy(
              found -> {
                assertThat(found.check()).isEqualTo(check);
                assertThat(found.where()).contains(where);
              });
    }
  }
}
