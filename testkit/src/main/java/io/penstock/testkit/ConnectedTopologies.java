package io.penstock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Several topologies, each as it runs in production, with one partition and one clock. What one
 * sends the others read, until nothing is left to read.
 */
public final class ConnectedTopologies implements AutoCloseable {
  private final List<TopologyHarness> harnesses;
  private final Map<Wire, Integer> delivered = new HashMap<>();

  private final Set<Topic<?>> heldBack = new HashSet<>();
  private final Map<Topic<?>, Integer> spared = new HashMap<>();

  private record Wire(int from, Topic<?> topic) {}

  private ConnectedTopologies(List<TopologyHarness> harnesses) {
    this.harnesses = List.copyOf(harnesses);
  }

  /** Starts topologies, given the functions that add each to a builder of its own. */
  public static ConnectedTopologies of(List<Consumer<StreamsBuilder>> builds) {
    return new ConnectedTopologies(builds.stream().map(TopologyHarness::of).toList());
  }

  /** Sends a record to every topology that reads the topic, and runs all that follows from it. */
  public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
    if (isLost(topic)) {
      run();
    } else {
      toReaders(topic, harness -> harness.send(topic, key, value));
    }
  }

  /** Sends bytes that may be no record at all to every topology that reads the topic. */
  public void sendRaw(Topic<?> topic, @Nullable String key, byte[] value) {
    toReaders(topic, harness -> harness.sendRaw(topic, key, value));
  }

  /** Sends an empty value, likewise. */
  public void sendTombstone(Topic<?> topic, String key) {
    toReaders(topic, harness -> harness.sendTombstone(topic, key));
  }

  private void toReaders(Topic<?> topic, Consumer<TopologyHarness> sending) {
    harnesses.stream().filter(harness -> harness.reads(topic)).forEach(sending);
    run();
  }

  /** What the topologies send to a topic lies there unread from now on. */
  public void holdBack(Topic<?> topic) {
    heldBack.add(topic);
  }

  /** What was held back is read, in order. */
  public void release(Topic<?> topic) {
    heldBack.remove(topic);
    run();
  }

  /**
   * One record of a topic is read by nobody.
   *
   * @param after so many that are
   */
  public void loseOne(Topic<?> topic, int after) {
    spared.put(topic, after);
  }

  /** Moves the clock of all. */
  public void advance(Duration duration) {
    for (TopologyHarness harness : harnesses) {
      harness.advance(duration);
    }
    run();
  }

  /** The time, as the topologies see it. */
  public long nowMs() {
    return harnesses.getFirst().now().toEpochMilli();
  }

  /** All records that any of them has sent to a topic so far. */
  public <V extends SpecificRecord> List<V> sent(Topic<V> topic) {
    return harnesses.stream().flatMap(harness -> harness.sent(topic).stream()).toList();
  }

  /** Whether one of them reads a topic. */
  public boolean read(Topic<?> topic) {
    return harnesses.stream().anyMatch(harness -> harness.reads(topic));
  }

  /** Each of them, in the order of their building. */
  public List<TopologyHarness> harnesses() {
    return harnesses;
  }

  /** What went to the dead-letter topics. */
  public List<TestRecord<byte[], byte[]>> deadLetters() {
    return harnesses.stream().flatMap(harness -> harness.deadLetters().stream()).toList();
  }

  /** Why records became dead letters, for people. */
  public List<String> deadLetterReasons() {
    return deadLetters().stream()
        .map(letter -> letter.headers().lastHeader("__streams.errors.message"))
        .map(reason -> reason == null ? "?" : new String(reason.value(), UTF_8))
        .toList();
  }

  private void run() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int from = 0; from < harnesses.size(); from++) {
        for (Topic<?> topic : Topics.ALL) {
          moved |= deliver(from, topic);
        }
      }
    }
  }

  private boolean isLost(Topic<?> topic) {
    Integer left = spared.get(topic);
    if (left == null) {
      return false;
    }
    if (left == 0) {
      spared.remove(topic);
      return true;
    }
    spared.put(topic, left - 1);
    return false;
  }

  private boolean deliver(int from, Topic<?> topic) {
    if (heldBack.contains(topic)) {
      return false;
    }
    List<TestRecord<String, SpecificRecord>> all = harnesses.get(from).records(topic);
    Wire wire = new Wire(from, topic);
    int done = delivered.getOrDefault(wire, 0);
    delivered.put(wire, all.size());
    for (TestRecord<String, SpecificRecord> record :
        new ArrayList<>(all.subList(done, all.size()))) {
      if (isLost(topic)) {
        continue;
      }
      for (int to = 0; to < harnesses.size(); to++) {
        // A topology that reads what it sends has read it already.
        if (to != from && harnesses.get(to).reads(topic)) {
          harnesses.get(to).pipe(topic, record);
        }
      }
    }
    return done < all.size();
  }

  @Override
  public void close() {
    harnesses.forEach(TopologyHarness::close);
  }
}
