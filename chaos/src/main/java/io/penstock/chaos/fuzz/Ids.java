package io.penstock.chaos.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The names that requests of one seed use: few, so that they meet.
 *
 * @param prefix that all of them have
 */
record Ids(String prefix) {
  private static final int FUNDED = 12;
  private static final int SHOPS = 3;
  private static final int OTHERS = 12;
  private static final int TRANSFERS = 4_000;
  private static final int PAYMENTS = 1_500;

  /** Wallets that are opened and given money before; requests neither freeze nor close them. */
  List<String> funded() {
    return numbered("w", FUNDED);
  }

  /** Merchants' accounts that are opened before. */
  List<String> shops() {
    return numbered("s", SHOPS);
  }

  /** Accounts that requests open, freeze and close as it comes. */
  List<String> others() {
    return numbered("o", OTHERS);
  }

  String account(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> any(others(), random);
      case 1 -> any(shops(), random);
      default -> any(funded(), random);
    };
  }

  String other(RandomGenerator random) {
    return any(others(), random);
  }

  String transfer(RandomGenerator random) {
    return prefix + "t" + random.nextInt(TRANSFERS);
  }

  String payment(RandomGenerator random) {
    return prefix + "p" + random.nextInt(PAYMENTS);
  }

  String refund(RandomGenerator random) {
    return prefix + "r" + random.nextInt(PAYMENTS);
  }

  String key(RandomGenerator random, int number) {
    // One in twenty is that of a request nearby.
    return prefix + "k" + (random.nextInt(20) == 0 ? number - random.nextInt(50) : number);
  }

  /** Who owns an account that was opened before. */
  static String owner(String account) {
    return "own-" + account;
  }

  private List<String> numbered(String kind, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + kind + i).toList();
  }

  private static String any(List<String> ids, RandomGenerator random) {
    return ids.get(random.nextInt(ids.size()));
  }
}
