package io.penstock.app.cli.api;

import static io.penstock.app.cli.api.ApiCall.Kind.AMOUNTS;
import static io.penstock.app.cli.api.ApiCall.Kind.FLAG;
import static io.penstock.app.cli.api.ApiCall.Kind.NOTES;
import static io.penstock.app.cli.api.ApiCall.Kind.NUMBER;
import static io.penstock.app.cli.api.ApiCall.Kind.REQUIRED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.settings.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Transfers, over the API. */
@Command(
    name = "transfers",
    description = {
      "Move, hold, post, void and give back money, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class TransfersCommand implements ApiCommands {
  @Override
  public void addTo(CommandLine group) {
    create().addTo(group);
    ApiCall.get("list", "/transfers", "Transfers, newest first.")
        .option("--account ACCOUNT", "account_id", "Only from or to it.")
        .option("--status STATUS", "status", "Only those that stand so; pending: open holds.")
        .option("--code CODE", "code", "Only those of your code.")
        .option(
            "--metadata NAME=VALUE",
            "metadata",
            "Only those with this note; may be given several times.",
            NOTES)
        .ofPeriodInParts()
        .columns(
            "created_at",
            "transfer_id",
            "status",
            "debit_account_id",
            "credit_account_id",
            "amount",
            "currency",
            "code")
        .addTo(group);
    ofSeveral(
            change(
                    "post",
                    "The id of the hold.",
                    "Move what a transfer holds, all of it or less; the rest is released.")
                .option(
                    "--amount MINOR",
                    "amount",
                    "How much, in minor units; by default all.",
                    NUMBER))
        .addTo(group);
    ofSeveral(
            change(
                    "reverse",
                    "The id of what was posted.",
                    "Give back what a transfer moved, all that is left of it or less, by a new"
                        + " transfer the other way.")
                .option(
                    "--amount MINOR",
                    "amount",
                    "How much, in minor units; by default all that is left.",
                    NUMBER)
                .option("--reason TEXT", "reason", "Why.", REQUIRED))
        .addTo(group);
    ofSeveral(
            ApiCall.get("show", "/transfers/{transfer_id}", "A transfer as it stands.")
                .argument("TRANSFER", "transfer_id", "The transfer's id."))
        .addTo(group);
    ofSeveral(change("void", "The id of the hold.", "Release what a transfer holds.")).addTo(group);
  }

  private static ApiCall create() {
    return ApiCall.post(
            "create",
            "/transfers",
            "Move money, or hold it with --pending. It goes to one account (--to with --amount) or"
                + " to several (--credit for each).",
            "Money comes into wallets from the system account world:CODE, e.g. --from world:USD.")
        .option("--id TRANSFER", "transfer_id", "Its id; by default made of the idempotency key.")
        .option("--from ACCOUNT", "debit_account_id", "Who pays.", REQUIRED)
        .option("--to ACCOUNT", "credit_account_id", "Who is paid.")
        .option("--amount MINOR", "amount", "How much, in minor units.", NUMBER)
        .option(
            "--credit ACCOUNT=MINOR",
            "credits",
            "Who is paid and how much, in minor units; may be given several times.",
            AMOUNTS)
        .option("--currency CODE", "currency", "ISO 4217 code.", REQUIRED)
        .option(
            "--pending",
            "pending",
            "Only hold the money, until `transfers post` or `transfers void`.",
            FLAG)
        .option(
            "--timeout-seconds N",
            "timeout_seconds",
            "With --pending: release it by itself after so many seconds.",
            NUMBER)
        .option("--code CODE", "code", "Your code for its kind.")
        .option("--metadata NAME=VALUE", "metadata", "Your own note, up to 16.", NOTES)
        .completedBy(TransfersCommand::listCredits);
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
      amounts
          .properties()
          .forEach(
              credit ->
                  credits
                      .addObject()
                      .put("account_id", credit.getKey())
                      .put("amount", credit.getValue().asLong()));
    }
  }

  private static ApiCall change(String action, String id, String description) {
    return ApiCall.post(action, "/transfers/{transfer_id}/" + action, description)
        .argument("TRANSFER", "transfer_id", id);
  }

  private static ApiCall ofSeveral(ApiCall call) {
    return call.option(
        "--from ACCOUNT",
        "debit_account_id",
        "Where transfers of several accounts have the id: who pays, or the first who is paid by a"
            + " system account.");
  }
}
