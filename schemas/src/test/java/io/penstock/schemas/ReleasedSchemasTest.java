package io.penstock.schemas;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was ever written with a released schema can be read for ever: the current schema is
 * compatible with every released one, not just the last.
 */
class ReleasedSchemasTest {
  private static final Path RELEASED = Path.of("released");

  @ParameterizedTest
  @MethodSource("io.penstock.schemas.SampleRecords#topics")
  void todaysSchemaReadsEveryReleasedOne(Topic<?> topic) throws IOException {
    for (int version : SchemaRelease.versions(RELEASED)) {
      Path file = SchemaRelease.file(RELEASED, version, topic);
      if (Files.exists(file)) {
        assertReads(topic.schema(), SchemaRelease.read(file));
      }
    }
  }

  @Test
  void everyTopicIsReleased() throws IOException {
    int last = SchemaRelease.versions(RELEASED).getLast();

    assertThat(Topics.ALL)
        .allSatisfy(topic -> assertThat(SchemaRelease.file(RELEASED, last, topic)).exists());
  }

  @Test
  void versionsAreNumberedWithoutGaps() throws IOException {
    List<Integer> versions = SchemaRelease.versions(RELEASED);

    assertThat(versions).isNotEmpty();
    for (int i = 0; i < versions.size(); i++) {
      assertThat(versions.get(i)).isEqualTo(i + 1);
    }
  }

  /** Each changes the text of the released schema into one that cannot read it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"sequence\",\"type\":\"long\"    | \"name\":\"sequence\",\"type\":\"int\"",
        "\"name\":\"sequence\",\"type\":\"long\"    | \"name\":\"number\",\"type\":\"long\"",
        "\"name\":\"previous_hash\",\"type\":\"bytes\" |"
            + " \"name\":\"previous_hash\",\"type\":\"long\"",
        "\"POST\",\"REVERSAL\"                      | \"POST\"",
        "\"name\":\"LedgerEntry\"                   | \"name\":\"JournalEntry\""
      })
  void anIncompatibleChangeIsFound(String text, String changed) {
    Schema released = Topics.LEDGER_ENTRIES.schema();
    String altered = released.toString().replace(text, changed);
    assertThat(altered).isNotEqualTo(released.toString());

    assertThatThrownBy(() -> assertReads(new Schema.Parser().parse(altered), released))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aFieldWithADefaultMayCome() {
    Schema released = Topics.LEDGER_ENTRIES.schema();
    String altered =
        released
            .toString()
            .replaceFirst(
                "\"fields\":\\[",
                "\"fields\":[{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null},");

    assertReads(new Schema.Parser().parse(altered), released);
  }

  @Test
  void aReleaseIsWrittenOnceAndOnlyWhenSomethingChanged(@TempDir Path folder) throws IOException {
    SchemaRelease.main(new String[] {folder.toString()});
    SchemaRelease.main(new String[] {folder.toString()});
    assertThat(SchemaRelease.versions(folder)).containsExactly(1);

    Path file = SchemaRelease.file(folder, 1, Topics.LEDGER_ENTRIES);
    Files.writeString(file, Files.readString(file).replace("One balanced entry", "An entry"));
    SchemaRelease.main(new String[] {folder.toString()});

    assertThat(SchemaRelease.versions(folder)).containsExactly(1, 2);
    assertThat(SchemaRelease.isCurrent(folder, 2)).isTrue();
  }

  private static void assertReads(Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);

    assertThat(result.getType())
        .as("%s: %s", writer.getFullName(), result.getResult().getIncompatibilities())
        .isEqualTo(COMPATIBLE);
  }
}
