package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Refunds, over the API. */
@Command(
    name = "refunds",
    description = {
      "Give payments back, in whole or in parts, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class RefundsCommand {

  @Command(
      name = "create",
      description = "Give a payment back, up to what was captured.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(paramLabel = "PAYMENT", description = "The payment's id.") String payment,
      @Option(
              names = "--id",
              paramLabel = "REFUND",
              description = "Its id; by default made of the idempotency key.")
          @Nullable String id,
      @Option(
              names = "--amount",
              paramLabel = "MINOR",
              description = "How much, in minor units; by default the rest.")
          @Nullable Long amount,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
          @Nullable String reason) {
    Body body =
        new Body()
            .put("payment_id", payment)
            .put("refund_id", id)
            .put("amount", amount)
            .put("reason", reason);
    return api.post(write, path("refunds"), body.json());
  }

  @Command(
      name = "list",
      description = "Refunds of a payment, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin ApiOption api,
      @Parameters(paramLabel = "PAYMENT", description = "The payment's id.") String payment) {
    return api.list(
        path("payments", payment, "refunds"),
        Map.of(),
        "created_at",
        "refund_id",
        "status",
        "amount",
        "currency",
        "reason");
  }

  @Command(
      name = "get",
      aliases = "show",
      description = "A refund as it stands.",
      mixinStandardHelpOptions = true)
  int get(
      @Mixin ApiOption api,
      @Parameters(paramLabel = "REFUND", description = "The refund's id.") String refund,
      @Option(
              names = "--payment",
              paramLabel = "PAYMENT",
              description = "Needed where refunds of several payments have the id.")
          @Nullable String payment) {
    return api.get(
        path("refunds", refund), payment == null ? Map.of() : Map.of("payment_id", payment));
  }
}
