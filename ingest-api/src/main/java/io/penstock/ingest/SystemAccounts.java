package io.penstock.ingest;

import java.util.regex.Pattern;

/** Accounts that exist from the start. */
final class SystemAccounts {
  private static final Pattern NAME =
      Pattern.compile("(world|fees|suspense|psp:[A-Za-z0-9._-]+):[A-Z]{3}");

  private SystemAccounts() {}

  static boolean isSystem(String accountId) {
    return NAME.matcher(accountId).matches();
  }
}
