package io.penstock.app.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.Table;
import io.penstock.app.settings.ConfigException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Commands about one subject, some or all of them calls of the API. */
public interface ApiCommands {
  /** What every group says of amounts. */
  String AMOUNTS = "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00.";

  /** Adds the calls to the group, in the order in which its help lists them. */
  void addTo(CommandLine group);

  /** The same, of a group that has such calls. */
  static void addCalls(CommandLine group) {
    if (group.getCommand() instanceof ApiCommands commands) {
      commands.addTo(group);
    }
  }

  /** Accounts, over the API. */
  @Command(
      name = "accounts",
      description = {"Open, show and change accounts, over the API.", AMOUNTS},
      mixinStandardHelpOptions = true)
  final class Accounts implements ApiCommands {
    @Override
    public void addTo(CommandLine group) {
      ApiCall.of("balance", "getBalance").addTo(group);
      ApiCall.of("close", "closeAccount").addTo(group);
      ApiCall.of("create", "openAccount")
          .argument("account_id")
          .orElse("type", "wallet")
          .addTo(group);
      ApiCall.of("entries", "getStatement")
          .columns("at transfer_id direction amount balance_after currency code")
          .addTo(group);
      ApiCall.of("freeze", "freezeAccount").addTo(group);
      ApiCall.of("list", "listAccounts")
          .columns(
              "account_id owner_id type currency status balances.posted " + "balances.available")
          .addTo(group);
      ApiCall.of("show", "getAccount").addTo(group);
      ApiCall.of("unfreeze", "unfreezeAccount").addTo(group);
      String removed = "A note to delete; may be given several times.";
      ApiCall.of("update", "updateAccount")
          .option("--remove-metadata NAME", "removed", removed, List.class, String.class)
          .completedBy(Accounts::removeNotes)
          .addTo(group);
    }

    /** A note that is to go is sent as null. */
    private static void removeNotes(ObjectNode account) {
      JsonNode removed = account.remove("removed");
      if (removed.isNull()
          && account.get("metadata").isNull()
          && account.get("overdraft_limit").isNull()) {
        throw new ConfigException("give --overdraft-limit, --metadata or --remove-metadata");
      }
      for (JsonNode name : removed) {
        ObjectNode notes =
            account.get("metadata") instanceof ObjectNode given
                ? given
                : account.putObject("metadata");
        if (notes.hasNonNull(name.asText())) {
          throw new ConfigException("--metadata and --remove-metadata both name " + name.asText());
        }
        notes.putNull(name.asText());
      }
    }
  }

  /** Transfers, over the API. */
  @Command(
      name = "transfers",
      description = {"Move, hold, post, void and give back money, over the API.", AMOUNTS},
      mixinStandardHelpOptions = true)
  final class Transfers implements ApiCommands {
    @Override
    public void addTo(CommandLine group) {
      String credit = "Who is paid and how much, in minor units; may be given several times.";
      ApiCall.of("create", "createTransfer")
          .option("--credit ACCOUNT=MINOR", "credits", credit, Map.class, String.class, Long.class)
          .completedBy(Transfers::listCredits)
          .addTo(group);
      ApiCall.of("list", "listTransfers")
          .columns(
              "created_at transfer_id status debit_account_id credit_account_id amount "
                  + "currency code")
          .addTo(group);
      ApiCall.of("post", "postHold").addTo(group);
      ApiCall.of("reverse", "reverseTransfer").addTo(group);
      ApiCall.of("show", "getTransfer").addTo(group);
      ApiCall.of("void", "voidHold").addTo(group);
    }

    /** To one account or to several. */
    private static void listCredits(ObjectNode transfer) {
      boolean toOne = transfer.hasNonNull("credit_account_id") && transfer.hasNonNull("amount");
      boolean toNone = !transfer.hasNonNull("credit_account_id") && !transfer.hasNonNull("amount");
      boolean toSeveral = transfer.get("credits") instanceof ObjectNode;
      if (!(toSeveral ? toNone : toOne)) {
        throw new ConfigException("give either --to with --amount, or --credit");
      }
      if (transfer.get("credits") instanceof ObjectNode amounts) {
        var credits = transfer.putArray("credits");
        for (var credit : amounts.properties()) {
          long amount = credit.getValue().asLong();
          credits.addObject().put("account_id", credit.getKey()).put("amount", amount);
        }
      }
    }
  }

  /** Payments, over the API. */
  @Command(
      name = "payments",
      description = {"Create, show, capture and cancel payments, over the API.", AMOUNTS},
      mixinStandardHelpOptions = true)
  final class Payments implements ApiCommands {
    @Override
    public void addTo(CommandLine group) {
      ApiCall.of("cancel", "cancelPayment").addTo(group);
      ApiCall.of("capture", "capturePayment").addTo(group);
      String card = "The card that pays: a token of the PSP, never its number.";
      String manual = "Only authorise; capture later.";
      ApiCall.of("create", "createPayment")
          .named("payment_id", "--id PAYMENT")
          .option("--card TOKEN", "payment_method", card, String.class)
          .option("--manual-capture", "capture", manual, boolean.class)
          .completedBy(Payments::sayHow)
          .addTo(group);
      ApiCall.of("events", "getPaymentEvents")
          .columns("sequence occurred_at type status reason amount refund_id detail")
          .addTo(group);
      ApiCall.of("get", "getPayment").alias("show").addTo(group);
      ApiCall.of("list", "listPayments")
          .columns(
              "created_at payment_id status failure_reason amount amount_captured "
                  + "amount_refunded currency merchant_id payer_account_id")
          .addTo(group);
    }

    /** How it is paid and captured. */
    private static void sayHow(ObjectNode payment) {
      boolean byAccount = payment.hasNonNull("payer_account_id");
      boolean byUser = payment.hasNonNull("user_id");
      JsonNode token = payment.get("payment_method");
      if (byAccount && byUser) {
        throw new ConfigException("give either --payer or --user");
      }
      if (!byAccount && !byUser && token.isNull()) {
        throw new ConfigException("give --payer, --user or --card");
      }
      ObjectNode method = payment.putObject("payment_method");
      if (token.isNull()) {
        method.put("type", "wallet");
      } else {
        method.put("type", "card").set("token", token);
      }
      payment.put("capture", payment.path("capture").asBoolean() ? "manual" : "automatic");
    }
  }

  /** Refunds, over the API. */
  @Command(
      name = "refunds",
      description = {"Give payments back, in whole or in parts, over the API.", AMOUNTS},
      mixinStandardHelpOptions = true)
  final class Refunds implements ApiCommands {
    @Override
    public void addTo(CommandLine group) {
      ApiCall.of("create", "createRefund").argument("payment_id").addTo(group);
      ApiCall.of("get", "getRefund").alias("show").addTo(group);
      ApiCall.of("list", "getPaymentRefunds")
          .columns("created_at refund_id status amount currency reason")
          .addTo(group);
    }
  }

  /** Payments against settlements, over the API. */
  @Command(
      name = "reconciliation",
      description = {
        "Compare payments and refunds with what their PSPs settled, over the API.",
        AMOUNTS
      },
      mixinStandardHelpOptions = true)
  final class Reconciliation implements ApiCommands {
    private static final Set<String> BOOKINGS = Set.of("none", "fee", "suspense");

    @Override
    public void addTo(CommandLine group) {
      group.addSubcommand(new CasesExport());
      ApiCall.of("get", "getReconciliation").alias("show").addTo(group);
      ApiCall.of("list", "listReconciliation")
          .columns(
              "occurred_at case_id psp status field expected.amount reported.amount "
                  + "expected.currency reported.currency lines")
          .addTo(group);
      ApiCall.of("resolve", "resolveReconciliation")
          .orElse("booking", "none")
          .completedBy(Reconciliation::requireBooking)
          .addTo(group);
      ApiCall.of("summary", "getReconciliationSummary").shownBy(Reconciliation::print).addTo(group);
      group.addSubcommand(new SettlementUpload());
    }

    private static void requireBooking(ObjectNode resolution) {
      if (!BOOKINGS.contains(resolution.path("booking").asText())) {
        throw new ConfigException("--booking must be none, fee or suspense");
      }
    }

    private static void print(PrintWriter out, JsonNode summary) {
      Table.printList(
          out, summary.path("data"), "day", "status", "psp", "currency", "count", "sum");
      out.println();
      Table.printList(out, summary.path("totals"), "status", "currency", "count", "sum");
    }
  }
}
