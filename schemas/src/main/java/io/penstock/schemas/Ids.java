package io.penstock.schemas;

import org.jspecify.annotations.Nullable;

/** What may name an account, a transfer, an owner: 1 to 64 characters of A-Za-z0-9._:-. */
public final class Ids {
  /** Most characters of an id. */
  public static final int MAX_LENGTH = 64;

  private Ids() {}

  public static boolean isValid(@Nullable String id) {
    if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isAllowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
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
