package io.penstock.app.topics;

import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic of the catalogue as the broker knows it.
 *
 * @param creation what the broker is asked to create
 * @param contents the typed topic; empty for dead letters, which hold whatever could not be read,
 *     and for the records that only tell the broker's time
 */
public record CatalogueTopic(NewTopic creation, Optional<Topic<?>> contents) {

  public static List<CatalogueTopic> all(int partitions, short replicationFactor) {
    return all(partitions, replicationFactor, Retention.DEFAULT);
  }

  public static List<CatalogueTopic> all(
      int partitions, short replicationFactor, Retention retention) {
    List<CatalogueTopic> all = new ArrayList<>();
    for (Topic<?> topic : Topics.ALL) {
      NewTopic creation = topic.creation(partitions, replicationFactor, retention);
      all.add(new CatalogueTopic(creation, Optional.of(topic)));
    }
    for (String name : Topics.DEAD_LETTERS) {
      NewTopic creation = Topics.deadLetters(name, replicationFactor);
      all.add(new CatalogueTopic(creation, Optional.empty()));
    }
    all.add(new CatalogueTopic(Topics.clockBeats(replicationFactor), Optional.empty()));
    return all;
  }

  /**
   * The same with a codec for its records. What only tells the time or is a dead letter has none.
   */
  CatalogueTopic compressed(String codec) {
    if (contents.isEmpty()) {
      return this;
    }
    Map<String, String> configs = new HashMap<>(creation.configs());
    configs.put(TopicConfig.COMPRESSION_TYPE_CONFIG, codec);
    NewTopic compressed =
        new NewTopic(creation.name(), creation.numPartitions(), creation.replicationFactor());
    return new CatalogueTopic(compressed.configs(configs), contents);
  }

  public String name() {
    return creation.name();
  }

  int partitions() {
    return creation.numPartitions();
  }

  public String cleanup() {
    return creation.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
  }

  public long retentionMillis() {
    return Long.parseLong(creation.configs().getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "-1"));
  }

  public Optional<String> subject() {
    return contents.map(Topic::subject);
  }
}
