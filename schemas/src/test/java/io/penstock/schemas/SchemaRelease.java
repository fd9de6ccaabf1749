package io.penstock.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/**
 * The released schemas: a folder a version, one file a topic, the whole schema with all its types.
 * A released folder never changes.
 *
 * <p>{@code ./mvnw -pl schemas -am process-test-classes -Prelease-schemas} writes the current
 * schemas as the next version, or nothing if they are as in the last one.
 */
final class SchemaRelease {

  private SchemaRelease() {}

  public static void main(String[] args) throws IOException {
    Path released = Path.of(args[0]);
    int last = versions(released).stream().max(Comparator.naturalOrder()).orElse(0);
    if (last > 0 && isCurrent(released, last)) {
      System.out.println("nothing to release: the schemas are those of version " + last);
      return;
    }
    write(released, last + 1);
    System.out.println("released the schemas as version " + (last + 1) + " in " + released);
  }

  static List<Integer> versions(Path released) throws IOException {
    if (Files.notExists(released)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(released)) {
      return folders.map(f -> Integer.valueOf(f.getFileName().toString())).sorted().toList();
    }
  }

  static Path file(Path released, int version, Topic<?> topic) {
    return released.resolve(Integer.toString(version)).resolve(topic.subject() + ".avsc");
  }

  static Schema read(Path file) throws IOException {
    return new Schema.Parser().parse(Files.readString(file));
  }

  static void write(Path released, int version) throws IOException {
    Files.createDirectories(released.resolve(Integer.toString(version)));
    for (Topic<?> topic : Topics.ALL) {
      Files.writeString(file(released, version, topic), text(topic));
    }
  }

  static boolean isCurrent(Path released, int version) throws IOException {
    for (Topic<?> topic : Topics.ALL) {
      Path file = file(released, version, topic);
      // As text, since Avro's equality does not see the docs.
      if (Files.notExists(file) || !Files.readString(file).equals(text(topic))) {
        return false;
      }
    }
    return true;
  }

  private static String text(Topic<?> topic) {
    return SchemaFormatter.format("json/pretty", topic.schema()) + "\n";
  }
}
