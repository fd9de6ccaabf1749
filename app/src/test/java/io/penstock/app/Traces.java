package io.penstock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks for a text in all that a running Penstock keeps and shows. */
record Traces(Shop shop) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PIECE = 1 << 20;

  /** The places that hold the text: {@code topic …}, {@code table …}, {@code file …}. */
  Set<String> of(String text) throws Exception {
    Set<String> places = new TreeSet<>();
    addTopics(text, places);
    addTables(text, places);
    addFiles(text, places);
    if (shop.api().get("/metrics").body().contains(text)) {
      places.add("metrics");
    }
    return places;
  }

  /** Read by a consumer, since the broker may keep records compressed. */
  private void addTopics(String text, Set<String> places) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", shop.up().address("kafka"));
    try (Admin admin = Admin.create(settings);
        var consumer =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      List<TopicPartition> partitions =
          names.stream()
              .flatMap(name -> consumer.partitionsFor(name).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        assertThat(System.nanoTime()).as("the topics are read in time").isLessThan(deadline);
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (holds(record, text)) {
            places.add("topic " + record.topic());
          }
        }
      }
    }
  }

  private static boolean holds(ConsumerRecord<byte[], byte[]> record, String text) {
    return holds(record.key(), text)
        || holds(record.value(), text)
        || Stream.of(record.headers().toArray()).anyMatch(header -> holds(header.value(), text));
  }

  private static boolean holds(byte[] bytes, String text) {
    return bytes != null && new String(bytes, ISO_8859_1).contains(text);
  }

  private void addTables(String text, Set<String> places) throws SQLException {
    String tables =
        """
        SELECT quote_ident(table_schema) || '.' || quote_ident(table_name), table_name
          FROM information_schema.tables
         WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
        """;
    try (var connection = DriverManager.getConnection(shop.up().address("postgres"));
        var all = connection.createStatement();
        var each = all.executeQuery(tables)) {
      while (each.next()) {
        String query = "SELECT count(*) FROM " + each.getString(1) + " t WHERE t::text LIKE ?";
        try (var statement = connection.prepareStatement(query)) {
          statement.setString(1, '%' + text.replace("%", "\\%") + '%');
          var count = statement.executeQuery();
          if (count.next() && count.getLong(1) > 0) {
            places.add("table " + each.getString(2));
          }
        }
      }
    }
  }

  private void addFiles(String text, Set<String> places) throws IOException {
    var _ =
        Files.walkFileTree(
            shop.data().getParent(),
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isContent(file) && holds(file, text)) {
                  places.add("file " + file);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException failure)
                  throws IOException {
                if (failure instanceof NoSuchFileException) {
                  // Gone since its directory was read.
                  return FileVisitResult.CONTINUE;
                }
                throw failure;
              }
            });
  }

  /** Kafka's indexes hold offsets and times only, in gigabytes that are mostly holes. */
  private static boolean isContent(Path file) {
    return !file.toString().endsWith(".index") && !file.toString().endsWith(".timeindex");
  }

  private static boolean holds(Path file, String text) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE];
      int kept = 0;
      int read = in.readNBytes(piece, 0, PIECE);
      while (read > 0) {
        if (new String(piece, 0, kept + read, ISO_8859_1).contains(text)) {
          return true;
        }
        // What is cut in two by the end of this piece is whole in the next.
        int rest = Math.min(text.length() - 1, kept + read);
        System.arraycopy(piece, kept + read - rest, piece, 0, rest);
        kept = rest;
        read = in.readNBytes(piece, kept, PIECE - kept);
      }
      return false;
    } catch (NoSuchFileException e) {
      // Gone since it was listed.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
