package io.penstock.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** docs/settings.md says of every setting what the program does. */
class SettingsTableTest {
  @Test
  void namesEverySettingItsValuesItsDefaultAndItsMeaning() throws IOException {
    assertThat(Files.readAllLines(Path.of("../docs/settings.md")))
        .filteredOn(line -> line.startsWith("| `"))
        .containsExactlyElementsOf(
            Arrays.stream(Setting.values()).map(SettingsTableTest::row).toList());
  }

  private static String row(Setting setting) {
    String withoutIt = setting.defaultValue().map("`%s`"::formatted).orElse("nothing");
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.key(), setting.accepted(), withoutIt, setting.meaning());
  }
}
