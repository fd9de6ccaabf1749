package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.settings.ConfigException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Transfers, over the API. */
@Command(
    name = "transfers",
    description = {
      "Move, hold, post, void and give back money, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class TransfersCommand {
  private static final String ID = "TRANSFER";
  private static final String OF_SEVERAL =
      "Where transfers of several accounts have the id: who pays, or the first who is paid by a"
          + " system account.";

  @Command(
      name = "create",
      description = {
        "Move money, or hold it with --pending. It goes to one account (--to with --amount) or to"
            + " several (--credit for each).",
        "Money comes into wallets from the system account world:CODE, e.g. --from world:USD."
      },
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Option(
              names = "--id",
              paramLabel = ID,
              description = "Its id; by default made of the idempotency key.")
          @Nullable String id,
      @Option(names = "--from", paramLabel = "ACCOUNT", required = true, description = "Who pays.")
          String from,
      @Mixin CreditOptions credits,
      @Option(
              names = "--currency",
              paramLabel = "CODE",
              required = true,
              description = "ISO 4217 code.")
          String currency,
      @Mixin HoldOptions hold,
      @Option(names = "--code", paramLabel = "CODE", description = "Your code for its kind.")
          @Nullable String code,
      @Option(
              names = "--metadata",
              paramLabel = "NAME=VALUE",
              description = "Your own note, up to 16.")
          @Nullable Map<String, String> metadata) {
    Body body = new Body().put("transfer_id", id).put("debit_account_id", from);
    credits.addTo(body.json());
    body.put("currency", currency);
    hold.addTo(body.json());
    body.put("code", code).put("metadata", metadata);
    return api.post(write, path("transfers"), body.json());
  }

  /** Who is paid how much. */
  static final class CreditOptions {
    @Option(names = "--to", paramLabel = "ACCOUNT", description = "Who is paid.")
    private @Nullable String to;

    @Option(names = "--amount", paramLabel = "MINOR", description = "How much, in minor units.")
    private @Nullable Long amount;

    @Option(
        names = "--credit",
        paramLabel = "ACCOUNT=MINOR",
        description = "Who is paid and how much, in minor units; may be given several times.")
    private @Nullable Map<String, Long> credits;

    void addTo(ObjectNode body) {
      boolean toOne = to != null && amount != null && credits == null;
      boolean toSeveral = to == null && amount == null && credits != null;
      if (!toOne && !toSeveral) {
        throw new ConfigException("give either --to with --amount, or --credit");
      }
      if (credits == null) {
        body.put("credit_account_id", to).put("amount", amount);
      } else {
        var list = body.putArray("credits");
        credits.forEach((id, minor) -> list.addObject().put("account_id", id).put("amount", minor));
      }
    }
  }

  /** Whether and how long the money is only held. */
  static final class HoldOptions {
    @Option(
        names = "--pending",
        description = "Only hold the money, until `transfers post` or `transfers void`.")
    private boolean pending;

    @Option(
        names = "--timeout-seconds",
        paramLabel = "N",
        description = "With --pending: release it by itself after so many seconds.")
    private @Nullable Long timeoutSeconds;

    void addTo(ObjectNode body) {
      body.put("pending", pending);
      if (timeoutSeconds != null) {
        body.put("timeout_seconds", timeoutSeconds);
      }
    }
  }

  @Command(name = "list", description = "Transfers, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Mixin ApiOption api,
      @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only from or to it.")
          @Nullable String account,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "Only those that stand so; pending: open holds.")
          @Nullable String status,
      @Option(names = "--code", paramLabel = "CODE", description = "Only those of your code.")
          @Nullable String code,
      @Option(
              names = "--metadata",
              paramLabel = "NAME=VALUE",
              description = "Only those with this note; may be given several times.")
          @Nullable Map<String, String> metadata,
      @Mixin PageOption page) {
    Map<String, String> filters = Query.of("account_id", account, "status", status, "code", code);
    if (metadata != null) {
      metadata.forEach((name, value) -> filters.put("metadata." + name, value));
    }
    return api.list(
        path("transfers"),
        page.addTo(filters),
        "created_at",
        "transfer_id",
        "status",
        "debit_account_id",
        "credit_account_id",
        "amount",
        "currency",
        "code");
  }

  @Command(name = "show", description = "A transfer as it stands.", mixinStandardHelpOptions = true)
  int show(
      @Mixin ApiOption api,
      @Parameters(paramLabel = ID, description = "The transfer's id.") String transfer,
      @Option(names = "--from", paramLabel = "ACCOUNT", description = OF_SEVERAL)
          @Nullable String from) {
    return api.get(
        path("transfers", transfer), from == null ? Map.of() : Map.of("debit_account_id", from));
  }

  @Command(
      name = "post",
      description = "Move what a transfer holds, all of it or less; the rest is released.",
      mixinStandardHelpOptions = true)
  int post(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = "The id of the hold.") String transfer,
      @Option(
              names = "--amount",
              paramLabel = "MINOR",
              description = "How much, in minor units; by default all.")
          @Nullable Long amount,
      @Option(names = "--from", paramLabel = "ACCOUNT", description = OF_SEVERAL)
          @Nullable String from) {
    Body body = new Body().put("amount", amount).put("debit_account_id", from);
    return api.post(write, path("transfers", transfer, "post"), body.json());
  }

  @Command(
      name = "void",
      description = "Release what a transfer holds.",
      mixinStandardHelpOptions = true)
  int voidHold(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = "The id of the hold.") String transfer,
      @Option(names = "--from", paramLabel = "ACCOUNT", description = OF_SEVERAL)
          @Nullable String from) {
    Body body = new Body().put("debit_account_id", from);
    return api.post(write, path("transfers", transfer, "void"), body.json());
  }

  @Command(
      name = "reverse",
      description = {
        "Give back what a transfer moved, all that is left of it or less, by a new transfer the"
            + " other way."
      },
      mixinStandardHelpOptions = true)
  int reverse(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = "The id of what was posted.") String transfer,
      @Option(
              names = "--amount",
              paramLabel = "MINOR",
              description = "How much, in minor units; by default all that is left.")
          @Nullable Long amount,
      @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
          String reason,
      @Option(names = "--from", paramLabel = "ACCOUNT", description = OF_SEVERAL)
          @Nullable String from) {
    Body body =
        new Body().put("amount", amount).put("reason", reason).put("debit_account_id", from);
    return api.post(write, path("transfers", transfer, "reverse"), body.json());
  }
}
