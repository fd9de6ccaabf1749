package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.CatchUp;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.postgres.AccountSearch.WantedAccounts;
import io.penstock.queries.postgres.Archive;
import io.penstock.queries.postgres.Archive.Place;
import io.penstock.queries.postgres.Archive.Slice;
import io.penstock.queries.postgres.TransferSearch.WantedTransfers;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.TransferStatus;
import io.penstock.views.AccountJson;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import io.penstock.views.TransferJson;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lists of accounts and transfers, which Postgres answers as far as the sinks have come. */
final class LedgerLists {
  private static final Set<String> ACCOUNTS =
      Set.of("owner_id", "type", "currency", "status", "limit", "cursor");
  private static final Set<String> TRANSFERS =
      Set.of("account_id", "status", "code", "from", "to", "limit", "cursor");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final String METADATA = "metadata.";

  /** As a transfer may have. */
  private static final int MOST_NOTES = 16;

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_TEXT = 256;

  private final Archive archive;
  private final CatchUp catchUp;
  private final CommittedFacts facts;

  LedgerLists(ViewsApplication views) {
    archive = views.archive();
    catchUp = new CatchUp(views.facts());
    facts = views.facts();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/accounts", JsonRoute.of(this::accounts));
    routes.get("/transfers", JsonRoute.of(this::transfers));
  }

  private ObjectNode accounts(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, ACCOUNTS);
    WantedAccounts wanted =
        new WantedAccounts(
            query.id("owner_id").orElse(null),
            query.constants("type", AccountType.class),
            currency(query),
            query.constants("status", AccountStatus.class),
            after(query, "accounts"),
            query.limit());
    await(ctx);
    return page(
        "accounts",
        archive.accounts(wanted),
        shards -> AccountJson.of(shards.getFirst().getAccountId(), shards).orElseThrow());
  }

  private static @Nullable String currency(QueryParameters query) {
    Optional<String> currency = query.text("currency");
    if (currency.filter(code -> !CURRENCY.matcher(code).matches()).isPresent()) {
      throw QueryParameters.malformed(
          "malformed_currency", "currency", "An ISO 4217 code is expected, for example USD.");
    }
    return currency.orElse(null);
  }

  private ObjectNode transfers(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, TRANSFERS, METADATA);
    Period period = Period.of(query);
    WantedTransfers wanted =
        new WantedTransfers(
            query.id("account_id").orElse(null),
            query.constants("status", TransferStatus.class),
            query.text("code", LONGEST_TEXT).orElse(null),
            query.allWith(METADATA, MOST_NOTES, LONGEST_NAME, LONGEST_TEXT),
            period.fromMs(),
            period.toMs(),
            after(query, "transfers"),
            query.limit());
    await(ctx);
    return page("transfers", archive.transfers(wanted), TransferJson::of);
  }

  private void await(Context ctx) {
    ConsistencyToken token = catchUp.decided(QueryParameters.token(ctx, facts.partitions()));
    catchUp.await(() -> token.marks().isEmpty() || archive.hasSeen(token));
  }

  private static <T> ObjectNode page(String list, Slice<T> slice, Function<T, ObjectNode> json) {
    Optional<String> next =
        slice
            .next()
            .map(
                place ->
                    Keys.sequence(Math.max(0, place.createdAtMs()))
                        + '#'
                        + place.id()
                        + '#'
                        + place.scope())
            .map(position -> new Cursor(list, position).encoded());
    return Json.page(slice.things().stream().map(json).toList(), next);
  }

  private static @Nullable Place after(QueryParameters query, String list) {
    return Cursor.place(query, list).map(place -> place(place.split("#", -1))).orElse(null);
  }

  private static Place place(String[] parts) {
    if (parts.length != 3 || !Ids.isValid(parts[1])) {
      throw Cursor.foreign();
    }
    try {
      return new Place(Long.parseLong(parts[0]), parts[1], parts[2]);
    } catch (NumberFormatException e) {
      throw Cursor.foreign();
    }
  }
}
