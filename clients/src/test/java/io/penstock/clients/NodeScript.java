package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs a script of {@code src/test/node}, and tells each of its named tests as one of JUnit's. */
final class NodeScript {
  private static final int LIMIT_SECONDS = 300;
  private static final Path SCRIPTS = Path.of("src/test/node");

  /** A test that is no part of another, as the Test Anything Protocol tells its end. */
  private static final Pattern RESULT =
      Pattern.compile("^(not )?ok \\d+ - (.*)$", Pattern.MULTILINE);

  private NodeScript() {}

  /**
   * The tests of a script, after it has ended.
   *
   * @param settings what the script finds in its environment
   */
  static Stream<DynamicTest> tests(String script, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("node", ".tap");
    try {
      ProcessBuilder node =
          new ProcessBuilder("node", "--test-reporter=tap", SCRIPTS.resolve(script).toString());
      node.environment().putAll(settings);
      Process process = node.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String said = Files.readString(output, UTF_8);
      return Stream.concat(
          RESULT.matcher(said).results().map(result -> told(result, said)),
          Stream.of(
              DynamicTest.dynamicTest(
                  script + " ends well", () -> endsWell(ended, process.exitValue(), said))));
    } finally {
      Files.delete(output);
    }
  }

  private static DynamicTest told(MatchResult result, String said) {
    return DynamicTest.dynamicTest(
        result.group(2), () -> assertThat(result.group(1)).as(said).isNull());
  }

  /** It may have ended before it came to its tests. */
  private static void endsWell(boolean ended, int exitValue, String said) {
    assertThat(ended).as("ends within %s seconds: %s", LIMIT_SECONDS, said).isTrue();
    assertThat(exitValue).as(said).isZero();
    assertThat(RESULT.matcher(said).find()).as(said).isTrue();
  }
}
