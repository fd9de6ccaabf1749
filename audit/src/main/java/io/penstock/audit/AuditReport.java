package io.penstock.audit;

import java.math.BigInteger;
import java.util.List;

/**
 * What an audit found. Amounts are minor units.
 *
 * @param accounts number of accounts, each system account once
 * @param balances records read of {@code accounts.balances}
 * @param journals by partition
 * @param currencies by ISO 4217 code
 * @param defects all that is wrong, up to {@link LedgerAudit#MOST_DEFECTS} of them
 * @param defectsFound how many there are, told or not
 */
public record AuditReport(
    boolean clean,
    long entries,
    long balances,
    long accounts,
    List<Journal> journals,
    List<CurrencySum> currencies,
    long defectsFound,
    List<Defect> defects) {

  /**
   * One journal partition.
   *
   * @param lastHash SHA-256 of its last entry, in hex
   */
  public record Journal(int partition, long entries, long lastSequence, String lastHash) {}

  /**
   * Money of one currency.
   *
   * @param accounts number of accounts
   * @param held sum of the balances of all accounts but system accounts
   * @param sum sum of all balances
   * @param onTheWay credits that were decided and had not reached their account when it was read;
   *     with {@code sum} they add up to zero
   * @param debitsPending sum of the holds by their debits
   * @param creditsPending sum of the holds by their credits
   */
  public record CurrencySum(
      String currency,
      long accounts,
      BigInteger held,
      BigInteger sum,
      BigInteger onTheWay,
      BigInteger debitsPending,
      BigInteger creditsPending) {}
}
