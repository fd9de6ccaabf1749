package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Supplier;

/**
 * What a card's holder has to do: by Stripe's script in the shop's page, or at the bank's.
 *
 * @param simulator where it can be reached, for those who are sent there
 */
public record NextActions(Supplier<URI> simulator) {
  /** Where the simulator has the page of the card's bank; the payment intent's id follows. */
  public static final String BANKS_PAGE = "/_simulator/redirects/";

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
        .put("url", simulator.get() + BANKS_PAGE + Json.id(intent));
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
