package io.penstock.app.cli.api;

import static io.penstock.app.cli.api.ApiCall.Kind.NOTES;
import static io.penstock.app.cli.api.ApiCall.Kind.NUMBER;
import static io.penstock.app.cli.api.ApiCall.Kind.REQUIRED;
import static io.penstock.app.cli.api.ApiCall.Kind.SEVERAL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.settings.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Accounts, over the API. */
@Command(
    name = "accounts",
    description = {
      "Open, show and change accounts, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class AccountsCommand implements ApiCommands {
  @Override
  public void addTo(CommandLine group) {
    account(
            ApiCall.get(
                "balance",
                "/accounts/{account_id}/balance",
                "An account's balances, now or as of a time."))
        .option("--at TIME", "at", "RFC 3339, e.g. 2026-01-31T12:00:00Z.")
        .addTo(group);
    change("close", "Close an empty account for ever.").addTo(group);
    ApiCall.post("create", "/accounts", "Open an account.")
        .argument("ACCOUNT", "account_id", "Its id: 1 to 64 characters of A-Za-z0-9._:-.")
        .option("--owner ID", "owner_id", "Who owns it.", REQUIRED)
        .optionOr("wallet", "--type TYPE", "type", "wallet or merchant; by default wallet.")
        .option("--currency CODE", "currency", "ISO 4217 code.", REQUIRED)
        .optionOr(
            "0",
            "--overdraft-limit MINOR",
            "overdraft_limit",
            "How far it may go below zero, in minor units; by default 0.",
            NUMBER)
        .option("--metadata NAME=VALUE", "metadata", "Your own note, up to 16.", NOTES)
        .addTo(group);
    account(
            ApiCall.get(
                "entries",
                "/accounts/{account_id}/entries",
                "An account's statement, newest first, with the balance after each line."))
        .ofPeriodInParts()
        .columns("at", "transfer_id", "direction", "amount", "balance_after", "currency", "code")
        .addTo(group);
    change("freeze", "Let no more money out of an account.").addTo(group);
    ApiCall.get("list", "/accounts", "Accounts, newest first.")
        .option("--owner ID", "owner_id", "Only those of this owner.")
        .option("--type TYPE", "type", "wallet, merchant or system.")
        .option("--currency CODE", "currency", "Only those in it.")
        .option("--status STATUS", "status", "open, frozen or closed.")
        .inParts()
        .columns(
            "account_id",
            "owner_id",
            "type",
            "currency",
            "status",
            "balances.posted",
            "balances.available")
        .addTo(group);
    account(ApiCall.get("show", "/accounts/{account_id}", "An account with its balances."))
        .addTo(group);
    change("unfreeze", "Let money out of a frozen account again.").addTo(group);
    account(
            ApiCall.patch(
                "update",
                "/accounts/{account_id}",
                "Change an account's overdraft limit, its notes, or both."))
        .option(
            "--overdraft-limit MINOR",
            "overdraft_limit",
            "How far it may go below zero, in minor units; may be below what is used.",
            NUMBER)
        .option(
            "--metadata NAME=VALUE",
            "metadata",
            "A note to set; the others stay. May be given several times.",
            NOTES)
        .option(
            "--remove-metadata NAME",
            "removed",
            "A note to delete; may be given several times.",
            SEVERAL)
        .completedBy(AccountsCommand::removeNotes)
        .addTo(group);
  }

  private static ApiCall account(ApiCall call) {
    return call.argument("ACCOUNT", "account_id", "The account's id.");
  }

  private static ApiCall change(String action, String description) {
    return account(ApiCall.post(action, "/accounts/{account_id}/" + action, description));
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
