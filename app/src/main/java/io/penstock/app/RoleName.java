package io.penstock.app;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles in the order in which they start: who answers comes before who asks. */
enum RoleName {
  BALANCES("balances");

  private static final String ALL_TOPOLOGIES = "topologies";

  private final String word;

  RoleName(String word) {
    this.word = word;
  }

  Role create(Surroundings surroundings) {
    return switch (this) {
      case BALANCES -> new BalancesRole(surroundings);
    };
  }

  /**
   * @throws ConfigException if a word names no role
   */
  static List<RoleName> of(List<String> words) {
    return words.stream().flatMap(RoleName::of).distinct().sorted().toList();
  }

  /** All words, for help. */
  static String words() {
    return Stream.concat(Arrays.stream(values()).map(r -> r.word), Stream.of(ALL_TOPOLOGIES))
        .collect(Collectors.joining(", "));
  }

  private static Stream<RoleName> of(String word) {
    if (word.equals(ALL_TOPOLOGIES)) {
      return Stream.of(BALANCES);
    }
    List<RoleName> found = Arrays.stream(values()).filter(r -> r.word.equals(word)).toList();
    if (found.isEmpty()) {
      throw new ConfigException("unknown role '" + word + "'; the roles are " + words());
    }
    return found.stream();
  }
}
