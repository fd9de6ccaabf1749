package io.penstock.app.cli.records;

import static io.penstock.schemas.Topics.MERCHANT_TERMS;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.ClusterOption;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.settings.ConfigException;
import io.penstock.domain.Currencies;
import io.penstock.schemas.Ids;
import io.penstock.schemas.MerchantTerms;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What merchants pay. */
@Command(
    name = "merchants",
    description = "Set and list the fees of merchants.",
    mixinStandardHelpOptions = true)
public final class MerchantsCommand {
  private static final int WHOLE = 10_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "terms",
      description = {
        "Set what a merchant pays for each payment from a moment later on; what is left out is 0.",
        "A merchant without terms pays nothing."
      },
      mixinStandardHelpOptions = true)
  int terms(
      @Mixin ClusterOption cluster,
      @Parameters(paramLabel = "MERCHANT", description = "Its id: the owner of its accounts.")
          String merchant,
      @Option(
              names = "--fee-bps",
              paramLabel = "N",
              defaultValue = "0",
              description = "Share of the captured sum in hundredths of a percent, 0 to 10000.")
          int basisPoints,
      @Option(
              names = "--fee-fixed",
              paramLabel = "CURRENCY=N",
              description = "Fixed part in minor units, for each currency by itself: USD=30.")
          @Nullable Map<String, Long> fixed,
      @Mixin JsonOption output) {
    Map<String, Long> fixedFees = fixed == null ? Map.of() : fixed;
    requireSound(merchant, basisPoints, fixedFees);
    MerchantTerms terms =
        new MerchantTerms(merchant, basisPoints, fixedFees, System.currentTimeMillis());
    TopicRecords.write(cluster, records -> records.record(MERCHANT_TERMS, merchant, terms));
    output.show(spec, () -> row(terms), out -> out.println(merchant + " pays " + words(terms)));
    return 0;
  }

  @Command(
      name = "list",
      description = "Merchants that have terms.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ClusterOption cluster, @Mixin JsonOption output) {
    SortedMap<String, MerchantTerms> all =
        TopicRecords.with(cluster, records -> records.table(MERCHANT_TERMS));
    Table table = Table.of("MERCHANT", "FEE", "CHANGED AT");
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (MerchantTerms terms : all.values()) {
      rows.add(row(terms));
      table.row(terms.getMerchantId(), words(terms), changedAt(terms));
    }
    output.show(spec, () -> rows, table::print);
    return 0;
  }

  private static void requireSound(String merchant, int basisPoints, Map<String, Long> fixed) {
    require(Ids.isNameable(merchant), "'" + merchant + "' is not " + Ids.RULE + ", without '::'");
    require(basisPoints >= 0 && basisPoints <= WHOLE, "--fee-bps must be 0 to " + WHOLE);
    fixed.forEach(
        (currency, fee) -> {
          require(
              Currencies.isCurrent(currency), "--fee-fixed: unknown currency '" + currency + "'");
          require(fee >= 0, "--fee-fixed must be 0 or more");
        });
  }

  private static void require(boolean valid, String what) {
    if (!valid) {
      throw new ConfigException(what);
    }
  }

  private static ObjectNode row(MerchantTerms terms) {
    ObjectNode row =
        JsonNodeFactory.instance
            .objectNode()
            .put("merchant_id", terms.getMerchantId())
            .put("fee_basis_points", terms.getFeeBasisPoints());
    ObjectNode fixed = row.putObject("fee_fixed");
    new TreeMap<>(terms.getFeeFixedMinor()).forEach(fixed::put);
    return row.put("changed_at", changedAt(terms));
  }

  private static String words(MerchantTerms terms) {
    String fixed =
        new TreeMap<>(terms.getFeeFixedMinor())
            .entrySet().stream()
                .map(fee -> " + " + fee.getValue() + " " + fee.getKey())
                .collect(Collectors.joining());
    return terms.getFeeBasisPoints() + " bps" + fixed;
  }

  private static String changedAt(MerchantTerms terms) {
    return Instant.ofEpochMilli(terms.getChangedAtMs()).toString();
  }
}
