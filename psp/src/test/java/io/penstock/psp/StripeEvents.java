package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.SimulatorSettings;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Events as Stripe sends them. */
final class StripeEvents {
  private StripeEvents() {}

  static String sign(String body, Instant at) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SimulatorSettings.WEBHOOK_SECRET.getBytes(UTF_8), "HmacSHA256"));
    byte[] signed = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(UTF_8));
    return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(signed);
  }

  static String event(String type, ObjectNode subject) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("id", "evt_1").put("object", "event").put("type", type);
    event.put("created", Instant.now().getEpochSecond()).put("api_version", "2020-08-27");
    event.putObject("data").set("object", subject);
    return event.toString();
  }

  static ObjectNode intent(String paymentId, String status, String declineCode) {
    ObjectNode intent = JsonNodeFactory.instance.objectNode();
    intent.put("id", "pi_1").put("object", "payment_intent").put("status", status);
    intent
        .put("amount", 1_000)
        .put("currency", "usd")
        .put("amount_received", 900)
        .put("latest_charge", "ch_1");
    intent.putObject("metadata").put("penstock_payment_id", paymentId);
    if (status.equals("requires_payment_method")) {
      intent.putObject("last_payment_error").put("decline_code", declineCode);
    }
    return intent;
  }

  static ObjectNode refund(String status) {
    ObjectNode refund = JsonNodeFactory.instance.objectNode();
    refund.put("id", "re_1").put("object", "refund").put("status", status).put("amount", 100);
    refund.put("currency", "usd");
    refund.put("payment_intent", "pi_1").put("charge", "ch_1");
    refund
        .putObject("metadata")
        .put("penstock_payment_id", "pay_1")
        .put("penstock_refund_id", "ref_1");
    if (status.equals("failed")) {
      refund.put("failure_reason", "expired_or_canceled_card");
    }
    return refund;
  }
}
