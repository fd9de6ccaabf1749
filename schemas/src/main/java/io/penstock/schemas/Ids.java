package io.penstock.schemas;

import org.jspecify.annotations.Nullable;

/**
 * What may name an account, a transfer, an owner: 1 to 64 characters of A-Za-z0-9._:-, not '.' or
 * '..' and without ':' at either end. Every door asks here.
 */
public final class Ids {
  /** The rule as people read it. */
  public static final String RULE =
      "1 to 64 characters of A-Za-z0-9._:-, not '.' or '..', no ':' first or last";

  /** Code of a refusal: the id holds {@link #STEP}, which only flows may write. */
  public static final String RESERVED_CODE = "id_reserved";

  /** The reason of such a refusal as people read it. */
  public static final String RESERVED =
      "an id with '::' names a step of a flow, which it alone takes";

  /** Most characters of an id. */
  public static final int MAX_LENGTH = 64;

  /** Most characters of a payment's id, so that the ids of its steps are ids, too. */
  public static final int MAX_PAYMENT_LENGTH = 48;

  /**
   * Separates the id of a flow, such as a payment, from what names a step within it: {@code
   * pay_1::hold} is a transfer of payment {@code pay_1}. Ids with the same beginning share a
   * partition, so that what a flow asked for comes back to where it lives.
   */
  public static final String STEP = "::";

  private Ids() {}

  /** The id before the first {@link #STEP}, by which its records are placed; else the whole id. */
  public static String root(String id) {
    int end = id.indexOf(STEP);
    return end < 0 ? id : id.substring(0, end);
  }

  /** What stands behind the first {@link #STEP}; empty for an id without one. */
  public static String step(String id) {
    int end = id.indexOf(STEP);
    return end < 0 ? "" : id.substring(end + STEP.length());
  }

  /** Whether it can name something, a step of a flow included: what look-ups may ask for. */
  public static boolean isValid(@Nullable String id) {
    if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    if (id.charAt(0) == ':' || id.charAt(id.length() - 1) == ':' || isPathDot(id)) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isAllowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether an id names a step of a flow, or pretends to: nobody but flows may name such in a
   * command.
   */
  public static boolean isReserved(@Nullable String id) {
    return id != null && id.contains(STEP);
  }

  /** What a command may name. */
  public static boolean isNameable(@Nullable String id) {
    return isValid(id) && !isReserved(id);
  }

  /** Whether an id can name a payment: it leaves room for the ids of its transfers. */
  public static boolean isPaymentId(@Nullable String id) {
    return id != null && isNameable(id) && id.length() <= MAX_PAYMENT_LENGTH;
  }

  /** Whether what is no id can at least be the key of a record that says so. */
  public static boolean canBeAnswered(@Nullable String id) {
    return id != null
        && !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && !root(id).isEmpty()
        && id.chars().allMatch(c -> isAllowed((char) c));
  }

  /** What a URL would lose: {@code /accounts/..} names no account. */
  private static boolean isPathDot(String id) {
    return id.equals(".") || id.equals("..");
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == ':'
        || c == '-';
  }
}
