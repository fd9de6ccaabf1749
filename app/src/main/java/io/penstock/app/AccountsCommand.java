package io.penstock.app;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accounts, over the API. */
@Command(
    name = "accounts",
    description = {
      "Open, show and change accounts, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
final class AccountsCommand {
  private static final String ID = "ACCOUNT";
  private static final String ID_MEANING = "The account's id.";

  @Spec private CommandSpec spec = CommandSpec.create();

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
          long overdraftLimit) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("account_id", account)
            .put("owner_id", owner)
            .put("type", type)
            .put("currency", currency)
            .put("overdraft_limit", overdraftLimit);
    return api.show(commandLine(), write.post(err(), path("accounts"), body), this::print);
  }

  @Command(
      name = "show",
      description = "An account with its balances.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ApiOption api, @Parameters(paramLabel = ID, description = ID_MEANING) String account) {
    return get(api, path("accounts", account), Map.of());
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
    return get(api, path("accounts", account, "balance"), query("at", at));
  }

  @Command(
      name = "entries",
      description = "An account's statement, newest first, with the balance after each line.",
      mixinStandardHelpOptions = true)
  int entries(
      @Mixin ApiOption api,
      @Parameters(paramLabel = ID, description = ID_MEANING) String account,
      @Option(names = "--from", paramLabel = "TIME", description = "Not before; RFC 3339.")
          @Nullable String from,
      @Option(names = "--to", paramLabel = "TIME", description = "Before; RFC 3339.")
          @Nullable String to,
      @Option(names = "--limit", paramLabel = "N", description = "Most lines, 1 to 500.")
          @Nullable Integer limit,
      @Option(names = "--cursor", paramLabel = "CURSOR", description = "Where a page goes on.")
          @Nullable String cursor) {
    Map<String, String> query =
        query(
            "from",
            from,
            "to",
            to,
            "limit",
            limit == null ? null : limit.toString(),
            "cursor",
            cursor);
    return api.show(
        commandLine(),
        client -> client.get(path("accounts", account, "entries"), query),
        this::printEntries);
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

  private int change(ApiOption api, WriteOption write, String account, String action) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var question = write.post(err(), path("accounts", account, action), body);
    return api.show(commandLine(), question, this::print);
  }

  private int get(ApiOption api, String path, Map<String, String> query) {
    return api.show(commandLine(), client -> client.get(path, query), this::print);
  }

  private void print(JsonNode account) {
    JsonTable.ofThing(commandLine().getOut(), account);
  }

  private void printEntries(JsonNode page) {
    JsonTable.ofList(
        commandLine().getOut(),
        page.path("data"),
        "at",
        "transfer_id",
        "direction",
        "amount",
        "balance_after",
        "currency",
        "code");
    if (page.hasNonNull("next_cursor")) {
      err().println("penstock: more with --cursor " + page.path("next_cursor").asText());
    }
  }

  /** Names and values; what is not given is left out. */
  private static Map<String, String> query(@Nullable String... namesAndValues) {
    Map<String, String> query = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1];
      if (value != null) {
        query.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return query;
  }

  private CommandLine commandLine() {
    return spec.commandLine();
  }

  private PrintWriter err() {
    return commandLine().getErr();
  }
}
