package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.settings.ConfigException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accounts, over the API. */
@Command(
    name = "accounts",
    description = {
      "Open, show and change accounts, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class AccountsCommand {
  private static final String ID = "ACCOUNT";
  private static final String ID_MEANING = "The account's id.";

  @Command(name = "create", description = "Open an account.", mixinStandardHelpOptions = true)
  int create(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = "Its id: 1 to 64 characters of A-Za-z0-9._:-.")
          String account,
      @Option(names = "--owner", paramLabel = "ID", required = true, description = "Who owns it.")
          String owner,
      @Option(
              names = "--currency",
              paramLabel = "CODE",
              required = true,
              description = "ISO 4217 code.")
          String currency,
      @Option(
              names = "--type",
              paramLabel = "TYPE",
              defaultValue = "wallet",
              description = "wallet or merchant; by default wallet.")
          String type,
      @Option(
              names = "--overdraft-limit",
              paramLabel = "MINOR",
              defaultValue = "0",
              description = "How far it may go below zero, in minor units; by default 0.")
          long overdraftLimit,
      @Option(
              names = "--metadata",
              paramLabel = "NAME=VALUE",
              description = "Your own note, up to 16.")
          @Nullable Map<String, String> metadata) {
    Body body =
        new Body()
            .put("account_id", account)
            .put("owner_id", owner)
            .put("type", type)
            .put("currency", currency)
            .put("overdraft_limit", overdraftLimit)
            .put("metadata", metadata);
    return api.post(write, path("accounts"), body.json());
  }

  @Command(
      name = "show",
      description = "An account with its balances.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ApiOption api, @Parameters(paramLabel = ID, description = ID_MEANING) String account) {
    return api.get(path("accounts", account));
  }

  @Command(name = "list", description = "Accounts, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Mixin ApiOption api,
      @Option(names = "--owner", paramLabel = "ID", description = "Only those of this owner.")
          @Nullable String owner,
      @Option(names = "--type", paramLabel = "TYPE", description = "wallet, merchant or system.")
          @Nullable String type,
      @Option(names = "--currency", paramLabel = "CODE", description = "Only those in it.")
          @Nullable String currency,
      @Option(names = "--status", paramLabel = "STATUS", description = "open, frozen or closed.")
          @Nullable String status,
      @Mixin PartOption part) {
    return api.list(
        path("accounts"),
        part.addTo(
            Query.of("owner_id", owner, "type", type, "currency", currency, "status", status)),
        "account_id",
        "owner_id",
        "type",
        "currency",
        "status",
        "balances.posted",
        "balances.available");
  }

  @Command(
      name = "balance",
      description = "An account's balances, now or as of a time.",
      mixinStandardHelpOptions = true)
  int balance(
      @Mixin ApiOption api,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account,
      @Option(
              names = "--at",
              paramLabel = "TIME",
              description = "RFC 3339, e.g. 2026-01-31T12:00:00Z.")
          @Nullable String at) {
    return api.get(path("accounts", account, "balance"), Query.of("at", at));
  }

  @Command(
      name = "entries",
      description = "An account's statement, newest first, with the balance after each line.",
      mixinStandardHelpOptions = true)
  int entries(
      @Mixin ApiOption api,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account,
      @Mixin PageOption page) {
    return api.list(
        path("accounts", account, "entries"),
        page.addTo(Map.of()),
        "at",
        "transfer_id",
        "direction",
        "amount",
        "balance_after",
        "currency",
        "code");
  }

  @Command(
      name = "update",
      description = "Change an account's overdraft limit, its notes, or both.",
      mixinStandardHelpOptions = true)
  int update(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account,
      @Option(
              names = "--overdraft-limit",
              paramLabel = "MINOR",
              description =
                  "How far it may go below zero, in minor units; may be below what is used.")
          @Nullable Long overdraftLimit,
      @Option(
              names = "--metadata",
              paramLabel = "NAME=VALUE",
              description = "A note to set; the others stay. May be given several times.")
          @Nullable Map<String, String> metadata,
      @Option(
              names = "--remove-metadata",
              paramLabel = "NAME",
              description = "A note to delete; may be given several times.")
          @Nullable List<String> removed) {
    Body body = new Body().put("overdraft_limit", overdraftLimit).put("metadata", metadata);
    if (removed != null) {
      removed.forEach(name -> remove(body.json().withObjectProperty("metadata"), name));
    }
    if (body.json().isEmpty()) {
      throw new ConfigException("give --overdraft-limit, --metadata or --remove-metadata");
    }
    return api.patch(write, path("accounts", account), body.json());
  }

  private static void remove(ObjectNode metadata, String name) {
    if (metadata.hasNonNull(name)) {
      throw new ConfigException("--metadata and --remove-metadata both name " + name);
    }
    metadata.putNull(name);
  }

  @Command(
      name = "freeze",
      description = "Let no more money out of an account.",
      mixinStandardHelpOptions = true)
  int freeze(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account) {
    return change(api, write, account, "freeze");
  }

  @Command(
      name = "unfreeze",
      description = "Let money out of a frozen account again.",
      mixinStandardHelpOptions = true)
  int unfreeze(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account) {
    return change(api, write, account, "unfreeze");
  }

  @Command(
      name = "close",
      description = "Close an empty account for ever.",
      mixinStandardHelpOptions = true)
  int close(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account) {
    return change(api, write, account, "close");
  }

  private static int change(ApiOption api, WriteOption write, String account, String action) {
    return api.post(write, path("accounts", account, action), new Body().json());
  }
}
