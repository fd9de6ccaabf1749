package io.penstock.domain.reconciliation;

/**
 * How far a PSP's reported fee may be from the one it named at capture: a part of the fee or a
 * fixed sum, whichever is larger.
 *
 * @param basisPoints hundredths of a percent of the expected fee, 0 to 10,000
 * @param minor minor units, 0 or more
 */
public record FeeTolerance(int basisPoints, long minor) {
  private static final int WHOLE = 10_000;

  /** One percent or one minor unit. */
  public static final FeeTolerance DEFAULT = new FeeTolerance(100, 1);

  public FeeTolerance {
    if (basisPoints < 0 || basisPoints > WHOLE || minor < 0) {
      throw new IllegalArgumentException("not a tolerance: " + basisPoints + " bp, " + minor);
    }
  }

  boolean allows(long expectedMinor, long reportedMinor) {
    return Math.absExact(Math.subtractExact(reportedMinor, expectedMinor))
        <= Math.max(minor, partOf(Math.absExact(expectedMinor)));
  }

  /** Rounded down; divided first, so that it fits for every fee. */
  private long partOf(long feeMinor) {
    return feeMinor / WHOLE * basisPoints + feeMinor % WHOLE * basisPoints / WHOLE;
  }
}
