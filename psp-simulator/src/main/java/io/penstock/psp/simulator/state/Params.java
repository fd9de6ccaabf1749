package io.penstock.psp.simulator.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;
import org.jspecify.annotations.Nullable;

/**
 * The form-encoded parameters of a call, flat: {@code metadata[order]}, {@code expand[0]}. None may
 * hold the number of a card.
 */
public record Params(NavigableMap<String, String> values) {
  private static final int MAX_AMOUNT_DIGITS = 8;

  /** 13 to 19 digits, single spaces or dashes between them. */
  private static final Pattern CARD_NUMBER = Pattern.compile("\\d(?:[ -]?\\d){12,18}");

  /** Reads a body or a query. */
  public static Params parse(@Nullable String form) {
    NavigableMap<String, String> values = new TreeMap<>();
    if (form == null || form.isEmpty()) {
      return new Params(values);
    }
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      refuseCards(name, value);
      values.put(unique(values, name), value);
    }
    return new Params(values);
  }

  /** {@code name[]} may come many times: each gets a number. */
  private static String unique(Map<String, String> values, String name) {
    if (!name.endsWith("[]")) {
      return name;
    }
    String list = name.substring(0, name.length() - 2);
    int index = 0;
    while (values.containsKey(list + '[' + index + ']')) {
      index++;
    }
    return list + '[' + index + ']';
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw StripeError.invalid("The request is not well encoded.");
    }
  }

  /** As Stripe does where a card is described by its number; one in any other place is our rule. */
  private static void refuseCards(String name, String value) {
    if (name.endsWith("[number]")) {
      throw StripeError.of(
          402,
          "invalid_request_error",
          null,
          "Sending card numbers directly to the API is unsafe. Use a test token such as"
              + " pm_card_visa.");
    }
    String stripped = value.strip();
    if (CARD_NUMBER.matcher(stripped).matches()
        && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(stripped.replaceAll("[ -]", ""))) {
      throw StripeError.invalid("Card numbers are never taken here.");
    }
  }

  public @Nullable String find(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  public String text(String name) {
    String value = find(name);
    if (value == null) {
      throw StripeError.missing(name);
    }
    return value;
  }

  public boolean isTrue(String name) {
    String value = find(name);
    return switch (value) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default ->
          throw StripeError.parameter(
              name, "parameter_invalid_boolean", "Invalid boolean: " + name);
    };
  }

  public String oneOf(String name, String otherwise, List<String> allowed) {
    String value = find(name);
    if (value == null) {
      return otherwise;
    }
    if (!allowed.contains(value)) {
      throw StripeError.parameter(
          name, "parameter_unknown", "Invalid " + name + ": must be one of " + allowed);
    }
    return value;
  }

  /** A sum in minor units, at least 1 and of eight digits at most, as at Stripe. */
  public long amount(String name) {
    long amount = integer(name, text(name));
    if (amount < 1) {
      throw StripeError.parameter(
          name, "parameter_invalid_integer", "This value must be greater than or equal to 1.");
    }
    if (Long.toString(amount).length() > MAX_AMOUNT_DIGITS) {
      throw StripeError.parameter(
          name, "amount_too_large", "Amount must be no more than 99999999 minor units.");
    }
    return amount;
  }

  public long amountOr(String name, long otherwise) {
    return find(name) == null ? otherwise : amount(name);
  }

  public long integerOr(String name, long otherwise) {
    String value = find(name);
    return value == null ? otherwise : integer(name, value);
  }

  private static long integer(String name, String value) {
    try {
      return new BigInteger(value).longValueExact();
    } catch (ArithmeticException e) {
      throw StripeError.parameter(name, "parameter_invalid_integer", "Too large: " + name);
    } catch (NumberFormatException e) {
      throw StripeError.parameter(name, "parameter_invalid_integer", "Invalid integer: " + name);
    }
  }

  /** The members of {@code name[…]}. */
  public Map<String, String> members(String name) {
    Map<String, String> members = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(name + '[') && key.endsWith("]")) {
            members.put(key.substring(name.length() + 1, key.length() - 1), value);
          }
        });
    return members;
  }

  public List<String> list(String name) {
    return List.copyOf(members(name).values());
  }

  /** What tells the parameters of this call to this path from any others. */
  public String digest(String path) {
    return Json.digest(path + values);
  }
}
