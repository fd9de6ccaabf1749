package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A resource's lines; {@code {text*3}} in one of them stands for the text three times. */
record OddThings(List<String> all) {
  private static final Pattern REPEATED = Pattern.compile("\\{([^{}\"]+)\\*(\\d+)}");

  /**
   * @param unescape what a line's escapes stand for
   */
  static OddThings of(String name, UnaryOperator<String> unescape) {
    try (var in = OddThings.class.getResourceAsStream("odd-" + name + ".txt")) {
      String text = new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
      return new OddThings(text.lines().map(OddThings::expanded).map(unescape).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expanded(String line) {
    return REPEATED
        .matcher(line)
        .replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
  }

  String any(RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }
}
