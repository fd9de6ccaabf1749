package io.penstock.domain.accounts;

/**
 * By how much one side of an account changes, in minor units. It is made by what happens, so that
 * no two sums can change places.
 *
 * @param pendingMinor of what holds reserve; negative: it is released
 * @param postedMinor of what has moved
 */
public record Movement(long pendingMinor, long postedMinor) {
  /** A hold reserves an amount. */
  public static Movement held(long amountMinor) {
    return new Movement(amountMinor, 0);
  }

  /** A hold gives an amount free. */
  public static Movement released(long amountMinor) {
    return settled(amountMinor, 0);
  }

  /** An amount moves. */
  public static Movement posted(long amountMinor) {
    return new Movement(0, amountMinor);
  }

  /**
   * A hold ends with a post.
   *
   * @param heldMinor what it had reserved
   * @param postedMinor how much of it moves
   */
  public static Movement settled(long heldMinor, long postedMinor) {
    return new Movement(Math.negateExact(heldMinor), postedMinor);
  }
}
