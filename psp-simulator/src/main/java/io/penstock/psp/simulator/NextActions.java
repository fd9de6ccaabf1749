package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Supplier;

/**
 * What a card's holder has to do: by Stripe's script in the shop's page, or at the bank's.
 *
 * @param simulator where it can be reached, for those who are sent there
 */
record NextActions(Supplier<URI> simulator) {
  ObjectNode of(ObjectNode intent, Params params) {
    String returnUrl = params.find("return_url");
    if (returnUrl == null || params.isTrue("use_stripe_sdk")) {
      ObjectNode action = Json.object().put("type", "use_stripe_sdk");
      action.putObject("use_stripe_sdk").put("type", "three_d_secure_redirect");
      return action;
    }
    if (!isAbsolute(returnUrl)) {
      throw StripeError.parameter("return_url", "url_invalid", "Not a valid URL");
    }
    ObjectNode action = Json.object().put("type", "redirect_to_url");
    action
        .putObject("redirect_to_url")
        .put("return_url", returnUrl)
        .put("url", RedirectRoutes.url(simulator.get(), intent.get("id").textValue()));
    return action;
  }

  private static boolean isAbsolute(String url) {
    try {
      return new URI(url).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
