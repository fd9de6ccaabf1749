package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import io.penstock.app.settings.ConfigException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Payments, over the API. */
@Command(
    name = "payments",
    description = {
      "Create, show, capture and cancel payments, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class PaymentsCommand {
  private static final String ID = "PAYMENT";
  private static final String ID_MEANING = "The payment's id.";

  @Command(
      name = "create",
      description = {
        "Pay a merchant: from a wallet (--payer or --user), or by card (--card with a token of the"
            + " PSP; never a card number).",
        "It is captured by itself, or with --manual-capture when `payments capture` says so."
      },
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Option(
              names = "--id",
              paramLabel = ID,
              description = "Its id, up to 48 characters; by default made of the idempotency key.")
          @Nullable String id,
      @Mixin PayerOptions payer,
      @Option(
              names = "--merchant",
              paramLabel = "ID",
              required = true,
              description = "Who is paid: the owner of a merchant account.")
          String merchant,
      @Option(
              names = "--amount",
              paramLabel = "MINOR",
              required = true,
              description = "How much, in minor units.")
          long amount,
      @Option(
              names = "--currency",
              paramLabel = "CODE",
              required = true,
              description = "ISO 4217 code.")
          String currency,
      @Mixin DetailOptions details) {
    Body body = new Body().put("payment_id", id);
    payer.addTo(body);
    body.put("merchant_id", merchant).put("amount", amount).put("currency", currency);
    details.addTo(body);
    return api.post(write, path("payments"), body.json());
  }

  /** Who pays and from where. */
  static final class PayerOptions {
    @Option(names = "--payer", paramLabel = "ACCOUNT", description = "The account that pays.")
    private @Nullable String account;

    @Option(names = "--user", paramLabel = "ID", description = "The owner whose wallet pays.")
    private @Nullable String user;

    @Option(names = "--card", paramLabel = "TOKEN", description = "The card that pays.")
    private @Nullable String token;

    void addTo(Body body) {
      if (account != null && user != null) {
        throw new ConfigException("give either --payer or --user");
      }
      if (account == null && user == null && token == null) {
        throw new ConfigException("give --payer, --user or --card");
      }
      body.put("payer_account_id", account).put("user_id", user);
      body.json()
          .set(
              "payment_method",
              new Body().put("type", token == null ? "wallet" : "card").put("token", token).json());
    }
  }

  /** How it is captured and what is noted with it. */
  static final class DetailOptions {
    @Option(names = "--manual-capture", description = "Only authorise; capture later.")
    private boolean manual;

    @Option(names = "--checkout", paramLabel = "ID", description = "The checkout it is part of.")
    private @Nullable String checkout;

    @Option(
        names = "--metadata",
        paramLabel = "NAME=VALUE",
        description = "Your own note, up to 16.")
    private @Nullable Map<String, String> metadata;

    void addTo(Body body) {
      body.put("capture", manual ? "manual" : "automatic")
          .put("checkout_id", checkout)
          .put("metadata", metadata);
    }
  }

  @Command(
      name = "get",
      aliases = "show",
      description = "A payment as it stands.",
      mixinStandardHelpOptions = true)
  int get(
      @Mixin ApiOption api, @Parameters(paramLabel = ID, description = ID_MEANING) String payment) {
    return api.get(path("payments", payment));
  }

  @Command(name = "list", description = "Payments, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Mixin ApiOption api,
      @Option(
              names = "--payer",
              paramLabel = "ID",
              description = "Only those of this account or of this owner's wallets.")
          @Nullable String payer,
      @Option(names = "--merchant", paramLabel = "ID", description = "Only those to this merchant.")
          @Nullable String merchant,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "Only those that stand so; several with commas between them.")
          @Nullable String status,
      @Mixin PageOption page) {
    return api.list(
        path("payments"),
        page.addTo(Query.of("payer", payer, "merchant_id", merchant, "status", status)),
        "created_at",
        "payment_id",
        "status",
        "failure_reason",
        "amount",
        "amount_captured",
        "amount_refunded",
        "currency",
        "merchant_id",
        "payer_account_id");
  }

  @Command(
      name = "events",
      description = "Everything that happened to a payment, in order.",
      mixinStandardHelpOptions = true)
  int events(
      @Mixin ApiOption api,
      @Parameters(paramLabel = ID, description = ID_MEANING) String payment,
      @Option(names = "--cursor", paramLabel = "CURSOR", description = "Where a page goes on.")
          @Nullable String cursor) {
    return api.list(
        path("payments", payment, "events"),
        Query.of("cursor", cursor),
        "sequence",
        "occurred_at",
        "type",
        "status",
        "reason",
        "amount",
        "refund_id",
        "detail");
  }

  @Command(
      name = "capture",
      description = "Take what a payment has authorised, all of it or less; the rest is released.",
      mixinStandardHelpOptions = true)
  int capture(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = ID_MEANING) String payment,
      @Option(
              names = "--amount",
              paramLabel = "MINOR",
              description = "How much, in minor units; by default all.")
          @Nullable Long amount) {
    return api.post(
        write, path("payments", payment, "capture"), new Body().put("amount", amount).json());
  }

  @Command(
      name = "cancel",
      description = "End a payment that is not captured, and release its funds.",
      mixinStandardHelpOptions = true)
  int cancel(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = ID, description = ID_MEANING) String payment) {
    return api.post(write, path("payments", payment, "cancel"), new Body().json());
  }
}
