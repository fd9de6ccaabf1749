package io.penstock.queries.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.queries.postgres.AccountSearch.WantedAccounts;
import io.penstock.queries.postgres.Archive.Place;
import io.penstock.queries.postgres.Archive.Slice;
import io.penstock.queries.postgres.TransferSearch.WantedTransfers;
import io.penstock.queries.store.NotReadyException;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists of a ledger of some size: what is in them, and what they cost the database. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresListsTest {
  /** More for a measurement: {@code -Dlists.transfers=1000000}. */
  private static final int TRANSFERS = Integer.getInteger("lists.transfers", 40_000);

  /** Every shape of a row, on few accounts, several of one time. */
  private static final String SMALL =
      """
      INSERT INTO transfers (transfer_id, scope_account_id, kind, status, debit_account_id, credits,
                             amount_minor, currency, code, metadata, revision, created_at,
                             updated_at)
      SELECT 't-' || i, 'acc-' || i % 5, CASE WHEN i % 11 = 0 THEN 'post' ELSE 'direct' END,
             CASE i % 7 WHEN 0 THEN 'pending' WHEN 1 THEN 'voided' ELSE 'posted' END,
             'acc-' || i % 5,
             CASE WHEN i % 3 = 0
                  THEN jsonb_build_array(
                         jsonb_build_object('account_id', 'acc-' || (i + 1) % 5, 'amount_minor', 1),
                         jsonb_build_object('account_id', 'acc-' || (i + 2) % 5, 'amount_minor', 1),
                         jsonb_build_object('account_id', 'acc-' || (i + 1) % 5, 'amount_minor', 1))
                  ELSE jsonb_build_array(
                         jsonb_build_object('account_id', 'acc-' || (i + 1) % 5, 'amount_minor', 1))
             END,
             1, 'USD', CASE WHEN i % 4 = 0 THEN 'rent' END,
             CASE WHEN i % 6 = 0 THEN jsonb_build_object('order', (i % 12)::text, 'all', 'x')
                  ELSE '{}' END,
             1, to_timestamp(1700000000 + i / 9), to_timestamp(1700000000)
        FROM generate_series(1, 900) AS i
      """;

  private static final List<String> LARGE =
      List.of(
          """
          INSERT INTO transfers (transfer_id, scope_account_id, kind, status, debit_account_id,
                                 credits, amount_minor, currency, code, metadata, revision,
                                 created_at, updated_at)
          SELECT 'id-' || i, 'w-' || i % 1000, 'direct', CASE WHEN i % 5000 = 17 THEN 'pending'
                 WHEN i % 5000 = 18 THEN 'voided' ELSE 'posted' END, 'w-' || i % 1000,
                 jsonb_build_array(
                   jsonb_build_object('account_id', 'shop', 'amount_minor', 1),
                   jsonb_build_object('account_id', 'fees:USD', 'amount_minor', 1)),
                 2, 'USD', CASE WHEN i % 1000 = 3 THEN 'rare' ELSE 'sale' END,
                 jsonb_build_object('order', i::text, 'channel', 'web'), 1,
                 to_timestamp(1600000000 + i), to_timestamp(1600000000 + i)
            FROM generate_series(1, TRANSFERS) AS i
          """,
          """
          INSERT INTO accounts (account_id, shard, owner_id, type, currency, status, version,
                                debits_pending_minor, debits_posted_minor, credits_pending_minor,
                                credits_posted_minor, overdraft_limit_minor, created_at, updated_at)
          SELECT 'w-' || i, -1, 'own-' || i % 5000, CASE WHEN i % 500 = 1 THEN 'merchant'
                 ELSE 'wallet' END, CASE WHEN i % 300 = 2 THEN 'EUR' ELSE 'USD' END,
                 CASE WHEN i % 700 = 3 THEN 'frozen' ELSE 'open' END, 1, 0, 0, 0, 0, 0,
                 to_timestamp(1600000000 + i), to_timestamp(1600000000 + i)
            FROM generate_series(1, TRANSFERS) AS i
          """,
          """
          INSERT INTO accounts (account_id, shard, owner_id, type, currency, status, version,
                                debits_pending_minor, debits_posted_minor, credits_pending_minor,
                                credits_posted_minor, overdraft_limit_minor, created_at, updated_at)
          SELECT account, shard, 'penstock', 'system', 'USD', 'open', 1, 0, 10 + shard, 0, 0, 0,
                 to_timestamp(1800000000 - shard), to_timestamp(1800000000)
            FROM unnest(ARRAY['world:USD', 'fees:USD']) AS account, generate_series(1, 3) AS shard
          """);

  private static final WantedTransfers ALL =
      new WantedTransfers(null, List.of(), null, Map.of(), Long.MIN_VALUE, Long.MAX_VALUE, null, 7);

  private EmbeddedPostgres postgres;
  private Archive small;
  private Archive large;
  private List<TransferOutcome> everything;

  @BeforeAll
  void start(@TempDir Path dir) throws SQLException {
    postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0);
    execute(url("postgres"), List.of("CREATE DATABASE small", "CREATE DATABASE large"));
    migrate("small");
    migrate("large");
    execute(url("small"), List.of(SMALL, "ANALYZE"));
    execute(
        url("large"), LARGE.stream().map(sql -> sql.replace("TRANSFERS", TRANSFERS + "")).toList());
    execute(url("large"), List.of("VACUUM ANALYZE"));
    // So few rows a page that every filter meets the end of its walk.
    small = new Archive(url("small"), 40);
    large = new Archive(url("large"));
    everything = all(small, ALL);
  }

  @AfterAll
  void stop() {
    small.close();
    large.close();
    postgres.close();
  }

  @Test
  void allButPostsAndVoidsAreListedOnceNewestFirst() {
    List<String> ids = everything.stream().map(TransferOutcome::getTransferId).toList();

    assertThat(ids).doesNotHaveDuplicates().hasSize(900 - 900 / 11).doesNotContain("t-11");
    assertThat(everything)
        .isSortedAccordingTo((a, b) -> Long.compare(b.getDecidedAtMs(), a.getDecidedAtMs()));
  }

  static Stream<Arguments> filters() {
    return Stream.of(
        Arguments.of(of("acc-3", List.of(), null, Map.of())),
        Arguments.of(of("acc-3", List.of(TransferStatus.PENDING), null, Map.of())),
        Arguments.of(of("acc-0", List.of(TransferStatus.POSTED), "rent", Map.of())),
        Arguments.of(of("acc-2", List.of(), "rent", Map.of())),
        Arguments.of(of("acc-2", List.of(), null, Map.of("order", "6"))),
        Arguments.of(of("acc-4", List.of(TransferStatus.VOIDED), null, Map.of("all", "x"))),
        Arguments.of(of("nobody", List.of(), null, Map.of())),
        Arguments.of(of(null, List.of(TransferStatus.PENDING), null, Map.of())),
        Arguments.of(of(null, List.of(TransferStatus.POSTED), null, Map.of())),
        Arguments.of(
            of(null, List.of(TransferStatus.PENDING, TransferStatus.VOIDED), null, Map.of())),
        Arguments.of(of(null, List.of(), "rent", Map.of())),
        Arguments.of(of(null, List.of(), "rent", Map.of("all", "x", "order", "0"))),
        Arguments.of(of(null, List.of(), null, Map.of("all", "x"))),
        Arguments.of(of(null, List.of(), null, Map.of("all", "' OR true --"))),
        Arguments.of(of(null, List.of(), "nul\0", Map.of("all\0", "x\0"))));
  }

  /** However the filters are combined, and wherever a page ends, nothing is lost or repeated. */
  @ParameterizedTest
  @MethodSource("filters")
  void aFilterFindsWhatItSays(WantedTransfers wanted) {
    List<TransferOutcome> expected = everything.stream().filter(meets(wanted)).toList();

    assertThat(all(small, wanted)).isEqualTo(expected);
  }

  @Test
  void aPeriodBeginsInclusivelyAndEndsExclusively() {
    long from = 1_700_000_040_000L;
    WantedTransfers wanted =
        new WantedTransfers("acc-1", List.of(), null, Map.of(), from, from + 5_000, null, 500);

    List<TransferOutcome> found = all(small, wanted);

    assertThat(found)
        .isNotEmpty()
        .isEqualTo(
            everything.stream()
                .filter(meets(wanted))
                .filter(t -> t.getDecidedAtMs() >= from && t.getDecidedAtMs() < from + 5_000)
                .toList());
  }

  static Stream<Arguments> questions() {
    return Stream.of(
        Arguments.of(of("shop", List.of(), null, Map.of()), "transfers_by_credit_account"),
        Arguments.of(of("w-7", List.of(), null, Map.of()), "transfers_by_debit_account"),
        Arguments.of(of("fees:USD", List.of(), null, Map.of()), "transfer_credits_pkey"),
        Arguments.of(
            of("w-17", List.of(TransferStatus.PENDING), null, Map.of()),
            "transfers_open_by_debit_account"),
        Arguments.of(
            of("shop", List.of(TransferStatus.PENDING), null, Map.of()),
            "transfers_open_by_credit_account"),
        Arguments.of(of("shop", List.of(), "rare", Map.of()), "transfers_by_credit_account"),
        Arguments.of(of(null, List.of(), null, Map.of()), "transfers_by_time"),
        Arguments.of(
            of(null, List.of(TransferStatus.VOIDED), null, Map.of()), "transfers_by_status"),
        Arguments.of(of(null, List.of(TransferStatus.POSTED), null, Map.of()), "transfers_by_time"),
        Arguments.of(of(null, List.of(), "rare", Map.of()), "transfers_by_code"));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void anIndexServesEachQuestion(WantedTransfers wanted, String index) throws SQLException {
    TransferSearch search = new TransferSearch(wanted, Archive.MOST_LOOKED_AT);

    Plan plan = plan(search.found());

    assertThat(plan.text()).contains(index).doesNotContain("Seq Scan");
    assertThat(plan.rowsRead()).as(plan.text()).isLessThan(4L * Archive.MOST_LOOKED_AT);
    assertThat(large.transfers(wanted).things()).as(plan.text()).isNotEmpty();
  }

  @Test
  void aNoteThatFewHaveIsFoundAtOnceAndOneThatAllHaveAmongTheNewest() throws SQLException {
    WantedTransfers few = of("fees:USD", List.of(), null, Map.of("order", "5"));
    WantedTransfers many = of(null, List.of(), null, Map.of("channel", "web"));

    Plan plan = plan(new TransferSearch(few, Archive.MOST_LOOKED_AT).foundByNotes());

    assertThat(plan.text()).contains("transfers_by_metadata").doesNotContain("Seq Scan");
    assertThat(large.transfers(few).things()).hasSize(1);
    assertThat(large.transfers(few).next()).isEmpty();
    assertThat(large.transfers(many).things().getFirst().getTransferId())
        .isEqualTo("id-" + TRANSFERS);
  }

  @Test
  void accountsAreListedByOwnerTypeCurrencyAndStatus() {
    assertThat(ids(new WantedAccounts("own-7", List.of(), null, List.of(), null, 500)))
        .contains("w-7")
        .hasSize(TRANSFERS / 5000);
    assertThat(
            ids(
                new WantedAccounts(
                    null, List.of(AccountType.MERCHANT), "USD", List.of(), null, 500)))
        .contains("w-1")
        .doesNotContain("w-7");
    assertThat(
            ids(
                new WantedAccounts(
                    null, List.of(), "EUR", List.of(AccountStatus.FROZEN), null, 500)))
        .allSatisfy(id -> assertThat(Long.parseLong(id.substring(2)) % 300).isEqualTo(2));
    assertThat(ids(new WantedAccounts("nobody", List.of(), null, List.of(), null, 500))).isEmpty();
  }

  @Test
  void aSystemAccountIsListedOnceWithAllItsShards() {
    Slice<List<AccountBalance>> newest =
        large.accounts(new WantedAccounts(null, List.of(), "USD", List.of(), null, 3));
    Slice<List<AccountBalance>> next =
        large.accounts(
            new WantedAccounts(null, List.of(), "USD", List.of(), newest.next().orElseThrow(), 1));

    assertThat(newest.things())
        .extracting(shards -> shards.getFirst().getAccountId())
        .startsWith("world:USD", "fees:USD")
        .hasSize(3);
    assertThat(newest.things().getFirst()).hasSize(3);
    assertThat(next.things().getFirst().getFirst().getShard()).isNull();
  }

  static Stream<Arguments> accountQuestions() {
    return Stream.of(
        Arguments.of(new WantedAccounts("own-9", List.of(), null, List.of(), null, 50), "by_owner"),
        Arguments.of(new WantedAccounts(null, List.of(), null, List.of(), null, 50), "by_time"),
        Arguments.of(
            new WantedAccounts(null, List.of(), "EUR", List.of(), null, 50), "by_currency"),
        Arguments.of(
            new WantedAccounts(null, List.of(AccountType.MERCHANT), null, List.of(), null, 50),
            "by_type"),
        Arguments.of(
            new WantedAccounts(null, List.of(), null, List.of(AccountStatus.FROZEN), null, 50),
            "accounts_not_open"));
  }

  @ParameterizedTest
  @MethodSource("accountQuestions")
  void anIndexServesEachQuestionOfAccounts(WantedAccounts wanted, String index)
      throws SQLException {
    Plan plan = plan(new AccountSearch(wanted, Archive.MOST_LOOKED_AT).found());

    assertThat(plan.text()).contains(index).doesNotContain("Seq Scan");
    assertThat(plan.rowsRead()).as(plan.text()).isLessThan(4L * Archive.MOST_LOOKED_AT);
  }

  @Test
  void anIdThatIsUsedAnewLeavesNoAccountBehind() throws SQLException {
    String update =
        """
        UPDATE transfers SET credits = '[{"account_id": "acc-9", "amount_minor": 1}]',
                             created_at = created_at + interval '400 days'
         WHERE transfer_id = 't-3'
        """;
    execute(url("small"), List.of(update));
    try {
      assertThat(all(small, of("acc-0", List.of(), null, Map.of())))
          .extracting(TransferOutcome::getTransferId)
          .doesNotContain("t-3");
    } finally {
      execute(
          url("small"),
          List.of(
              "DELETE FROM transfers WHERE transfer_id = 't-3'",
              SMALL.replace("(1, 900)", "(3, 3)")));
    }
  }

  @Test
  void aDatabaseThatIsBusyHoldsNobodyForLong() throws SQLException {
    try (Connection busy = DriverManager.getConnection(url("small"));
        Statement statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("LOCK TABLE transfers IN ACCESS EXCLUSIVE MODE");
      long start = System.nanoTime();

      assertThatThrownBy(() -> small.transfers(ALL)).isInstanceOf(NotReadyException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      busy.rollback();
    }
  }

  private static WantedTransfers of(
      @Nullable String account,
      List<TransferStatus> statuses,
      @Nullable String code,
      Map<String, String> metadata) {
    return new WantedTransfers(
        account, statuses, code, metadata, Long.MIN_VALUE, Long.MAX_VALUE, null, 13);
  }

  private static Predicate<TransferOutcome> meets(WantedTransfers wanted) {
    return transfer ->
        (wanted.accountId() == null
                || transfer.getDebitAccountId().equals(wanted.accountId())
                || transfer.getCredits().stream()
                    .anyMatch(credit -> credit.getAccountId().equals(wanted.accountId())))
            && (wanted.statuses().isEmpty() || wanted.statuses().contains(transfer.getStatus()))
            && (wanted.code() == null || wanted.code().equals(transfer.getCode()))
            && transfer.getMetadata().entrySet().containsAll(wanted.metadata().entrySet());
  }

  /** Page by page. */
  private static List<TransferOutcome> all(Archive lists, WantedTransfers wanted) {
    List<TransferOutcome> found = new ArrayList<>();
    Function<@Nullable Place, WantedTransfers> from =
        place ->
            new WantedTransfers(
                wanted.accountId(),
                wanted.statuses(),
                wanted.code(),
                wanted.metadata(),
                wanted.fromMs(),
                wanted.toMs(),
                place,
                wanted.limit());
    Slice<TransferOutcome> slice = lists.transfers(from.apply(null));
    found.addAll(slice.things());
    while (slice.next().isPresent()) {
      slice = lists.transfers(from.apply(slice.next().get()));
      found.addAll(slice.things());
    }
    return found;
  }

  private List<String> ids(WantedAccounts wanted) {
    return large.accounts(wanted).things().stream()
        .map(shards -> shards.getFirst().getAccountId())
        .toList();
  }

  private record Plan(String text) {
    /** Of all scans together. */
    long rowsRead() {
      return text.lines()
          .filter(line -> line.contains("Scan"))
          .map(line -> line.replaceFirst(".*actual rows=([0-9]+).*", "$1"))
          .filter(rows -> rows.matches("[0-9]+"))
          .mapToLong(Long::parseLong)
          .sum();
    }
  }

  private Plan plan(Clause query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("large"));
        Statement settings = connection.createStatement();
        PreparedStatement statement =
            connection.prepareStatement(
                "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) " + query.sql())) {
      settings.execute("SET enable_seqscan = off; SET plan_cache_mode = force_custom_plan");
      for (int i = 0; i < query.values().size(); i++) {
        statement.setObject(i + 1, query.values().get(i));
      }
      StringBuilder text = new StringBuilder();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          text.append(rows.getString(1)).append('\n');
        }
      }
      if (Boolean.getBoolean("lists.show")) {
        System.out.println(query.sql() + "\n" + text);
      }
      return new Plan(text.toString());
    }
  }

  private String url(String database) {
    return postgres.jdbcUrl().replaceFirst("/[a-z]+\\?", "/" + database + "?");
  }

  private void migrate(String database) {
    var _ = Flyway.configure().dataSource(url(database), null, null).load().migrate();
  }

  private static void execute(String url, List<String> statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
