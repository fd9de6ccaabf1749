package io.penstock.app.cli.api;

import static io.penstock.app.cli.api.ApiCall.Kind.NUMBER;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Refunds, over the API. */
@Command(
    name = "refunds",
    description = {
      "Give payments back, in whole or in parts, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class RefundsCommand implements ApiCommands {
  @Override
  public void addTo(CommandLine group) {
    ApiCall.post("create", "/refunds", "Give a payment back, up to what was captured.")
        .argument("PAYMENT", "payment_id", "The payment's id.")
        .option("--id REFUND", "refund_id", "Its id; by default made of the idempotency key.")
        .option(
            "--amount MINOR", "amount", "How much, in minor units; by default the rest.", NUMBER)
        .option("--reason TEXT", "reason", "Why, for people.")
        .addTo(group);
    ApiCall.get("get", "/refunds/{refund_id}", "A refund as it stands.")
        .alias("show")
        .argument("REFUND", "refund_id", "The refund's id.")
        .option(
            "--payment PAYMENT",
            "payment_id",
            "Needed where refunds of several payments have the id.")
        .addTo(group);
    ApiCall.get("list", "/payments/{payment_id}/refunds", "Refunds of a payment, newest first.")
        .argument("PAYMENT", "payment_id", "The payment's id.")
        .columns("created_at", "refund_id", "status", "amount", "currency", "reason")
        .addTo(group);
  }
}
