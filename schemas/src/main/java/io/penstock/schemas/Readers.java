package io.penstock.schemas;

/** Names under which Penstock reads topics: consumer groups, and application ids of topologies. */
public final class Readers {
  public static final String BALANCES = "penstock-balances";
  public static final String PAYMENTS = "penstock-payments";
  public static final String FRAUD = "penstock-fraud";
  public static final String RECONCILIATION = "penstock-reconciliation";
  public static final String PSP = "penstock-psp";

  private Readers() {}
}
