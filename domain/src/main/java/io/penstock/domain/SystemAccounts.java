package io.penstock.domain;

import java.util.Locale;
import java.util.Set;

/**
 * The ledger's own accounts, which exist without being opened, one a currency: {@code world:USD},
 * {@code fees:USD}, {@code suspense:USD} and {@code psp:<name>:USD}, where the name is 1 to 32
 * characters of A-Za-z0-9._-. They have no limit.
 */
public final class SystemAccounts {
  private static final int LONGEST_PSP_NAME = 32;
  private static final String PSP = "psp:";
  private static final Set<String> PURPOSES = Set.of("world", "fees", "suspense", "psp");

  private SystemAccounts() {}

  /** Where money comes from, and goes to, outside. */
  public static String world(String currency) {
    return "world:" + currency;
  }

  /** Where fees go. */
  public static String fees(String currency) {
    return "fees:" + currency;
  }

  /** Where money waits for a person to decide. */
  public static String suspense(String currency) {
    return "suspense:" + currency;
  }

  /** A PSP's clearing account: what it owes us, or we it. */
  public static String psp(String name, String currency) {
    return PSP + name + ':' + currency;
  }

  /** Whether the id names a system account of a current currency. */
  public static boolean isSystem(String accountId) {
    // Asked several times a transfer: one look tells nearly every other id.
    int end = accountId.length() - 4;
    return end > 0
        && accountId.charAt(end) == ':'
        && isPurpose(accountId, end)
        && Currencies.isCurrent(accountId.substring(end + 1));
  }

  /** Whether the id begins as the ledger's own do, in capitals or not: nobody opens such a one. */
  public static boolean isReserved(String accountId) {
    int end = accountId.indexOf(':');
    return end > 0 && PURPOSES.contains(accountId.substring(0, end).toLowerCase(Locale.ROOT));
  }

  /**
   * The currency of a system account.
   *
   * @throws IllegalArgumentException if the id does not name one
   */
  public static String currencyOf(String accountId) {
    if (!isSystem(accountId)) {
      throw new IllegalArgumentException("not a system account: " + accountId);
    }
    return accountId.substring(accountId.length() - 3);
  }

  private static boolean isPurpose(String id, int end) {
    return switch (end) {
      case 4 -> id.startsWith("fees");
      case 5 -> id.startsWith("world") || isPsp(id, end);
      case 8 -> id.startsWith("suspense") || isPsp(id, end);
      default -> isPsp(id, end);
    };
  }

  private static boolean isPsp(String id, int end) {
    int length = end - PSP.length();
    if (length < 1 || length > LONGEST_PSP_NAME || !id.startsWith(PSP)) {
      return false;
    }
    for (int i = PSP.length(); i < end; i++) {
      if (!isNameCharacter(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
