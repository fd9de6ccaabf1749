package io.penstock.ingest.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Amounts in JSON: integers, or strings of digits for clients whose numbers are doubles. Both are
 * read alike; whether zero and less may be is for the rules to say.
 */
public final class Amounts {
  public static final String SHAPE =
      "An amount is an integer in minor units, or a string of its digits.";

  private static final Pattern SIGNED = Pattern.compile("-?[0-9]{1,64}");

  private Amounts() {}

  /**
   * @throws ProblemException amount_malformed; amount_out_of_range beyond a signed 64-bit integer
   */
  static long read(JsonNode value, String field) {
    if (value.isIntegralNumber()) {
      return exact(value.bigIntegerValue(), field);
    }
    if (!value.isTextual()) {
      throw Problems.malformed("amount_malformed", field, SHAPE);
    }
    return signed(value.textValue(), field);
  }

  /**
   * Digits with or without a minus sign, as reports have them.
   *
   * @throws ProblemException as {@link #read}
   */
  public static long signed(String text, String field) {
    if (!SIGNED.matcher(text).matches()) {
      throw Problems.malformed("amount_malformed", field, SHAPE);
    }
    return exact(new BigInteger(text), field);
  }

  private static long exact(BigInteger amount, String field) {
    if (amount.bitLength() > 63) {
      throw Problems.malformed(
          "amount_out_of_range", field, "An amount must fit into a signed 64-bit integer.");
    }
    return amount.longValue();
  }
}
