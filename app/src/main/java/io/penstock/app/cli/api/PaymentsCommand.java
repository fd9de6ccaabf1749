package io.penstock.app.cli.api;

import static io.penstock.app.cli.api.ApiCall.Kind.FLAG;
import static io.penstock.app.cli.api.ApiCall.Kind.NOTES;
import static io.penstock.app.cli.api.ApiCall.Kind.NUMBER;
import static io.penstock.app.cli.api.ApiCall.Kind.REQUIRED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.settings.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Payments, over the API. */
@Command(
    name = "payments",
    description = {
      "Create, show, capture and cancel payments, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class PaymentsCommand implements ApiCommands {
  @Override
  public void addTo(CommandLine group) {
    payment(
            ApiCall.post(
                "cancel",
                "/payments/{payment_id}/cancel",
                "End a payment that is not captured, and release its funds."))
        .addTo(group);
    payment(
            ApiCall.post(
                "capture",
                "/payments/{payment_id}/capture",
                "Take what a payment has authorised, all of it or less; the rest is released."))
        .option("--amount MINOR", "amount", "How much, in minor units; by default all.", NUMBER)
        .addTo(group);
    create().addTo(group);
    payment(
            ApiCall.get(
                "events",
                "/payments/{payment_id}/events",
                "Everything that happened to a payment, in order."))
        .inPages()
        .columns(
            "sequence", "occurred_at", "type", "status", "reason", "amount", "refund_id", "detail")
        .addTo(group);
    payment(ApiCall.get("get", "/payments/{payment_id}", "A payment as it stands."))
        .alias("show")
        .addTo(group);
    ApiCall.get("list", "/payments", "Payments, newest first.")
        .option("--payer ID", "payer", "Only those of this account or of this owner's wallets.")
        .option("--merchant ID", "merchant_id", "Only those to this merchant.")
        .option(
            "--status STATUS",
            "status",
            "Only those that stand so; several with commas between them.")
        .ofPeriodInParts()
        .columns(
            "created_at",
            "payment_id",
            "status",
            "failure_reason",
            "amount",
            "amount_captured",
            "amount_refunded",
            "currency",
            "merchant_id",
            "payer_account_id")
        .addTo(group);
  }

  private static ApiCall create() {
    return ApiCall.post(
            "create",
            "/payments",
            "Pay a merchant: from a wallet (--payer or --user), or by card (--card with a token of"
                + " the PSP; never a card number).",
            "It is captured by itself, or with --manual-capture when `payments capture` says so.")
        .option(
            "--id PAYMENT",
            "payment_id",
            "Its id, up to 48 characters; by default made of the idempotency key.")
        .option("--payer ACCOUNT", "payer_account_id", "The account that pays.")
        .option("--user ID", "user_id", "The owner whose wallet pays.")
        .option("--card TOKEN", "payment_method", "The card that pays.")
        .option(
            "--merchant ID",
            "merchant_id",
            "Who is paid: the owner of a merchant account.",
            REQUIRED)
        .option("--amount MINOR", "amount", "How much, in minor units.", NUMBER, REQUIRED)
        .option("--currency CODE", "currency", "ISO 4217 code.", REQUIRED)
        .option("--manual-capture", "capture", "Only authorise; capture later.", FLAG)
        .option("--checkout ID", "checkout_id", "The checkout it is part of.")
        .option("--metadata NAME=VALUE", "metadata", "Your own note, up to 16.", NOTES)
        .completedBy(PaymentsCommand::sayHow);
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

  private static ApiCall payment(ApiCall call) {
    return call.argument("PAYMENT", "payment_id", "The payment's id.");
  }
}
