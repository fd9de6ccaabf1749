package io.penstock.queries.facts;

import io.penstock.queries.facts.InternalClient.Asked;
import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.OwnedStores.NotOwnedException;
import io.penstock.queries.store.OwnedViews;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import io.penstock.queries.store.View;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions about any partition: here where it is served here, else at its owner. */
public final class ClusterViews implements PartitionedViews {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterViews.class);

  /** How long a partition on the move is waited for. */
  private static final Duration MOVING = Duration.ofSeconds(2);

  /** What a peer may take longer than it was asked to wait. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final OwnedViews owned;
  private final InternalClient peers;
  private final HostInfo here;
  private final KafkaStreams streams;
  private final IntSupplier partitions;

  public ClusterViews(
      OwnedViews owned,
      InternalClient peers,
      HostInfo here,
      KafkaStreams streams,
      IntSupplier partitions) {
    this.owned = owned;
    this.peers = peers;
    this.here = here;
    this.streams = streams;
    this.partitions = partitions;
  }

  @Override
  public int partitions() {
    return partitions.getAsInt();
  }

  @Override
  public List<Row> ask(int partition, Question question, Duration patience) {
    long start = System.nanoTime();
    while (true) {
      Duration spent = Duration.ofNanos(System.nanoTime() - start);
      Duration left = spent.compareTo(patience) < 0 ? patience.minus(spent) : Duration.ZERO;
      try {
        if (owned.has(question.view(), partition)) {
          return owned.answer(partition, question, left);
        }
        Optional<HostInfo> owner = owner(question.view(), partition);
        if (owner.isPresent()) {
          return ask(owner.get(), new Asked(partition, question, left.toMillis()));
        }
      } catch (NotOwnedException | IOException e) {
        LOG.debug("Partition {} cannot be asked yet: {}", partition, e.toString());
      }
      if (spent.compareTo(MOVING) > 0 && left.isZero()) {
        throw NotReadyException.moving();
      }
      CatchUp.pause();
    }
  }

  /** Asks the owner, which never asks a third one. */
  private List<Row> ask(HostInfo owner, Asked asked) throws IOException {
    String listener = "http://" + owner.host() + ":" + owner.port();
    Duration timeout = GRACE.plusMillis(asked.waitMs());
    return List.of(peers.ask(listener, InternalClient.OWN_ROWS, asked, timeout, Row[].class));
  }

  private Optional<HostInfo> owner(View view, int partition) {
    try {
      KeyQueryMetadata found =
          streams.queryMetadataForKey(
              view.storeName(), "", (topic, key, value, number) -> Optional.of(Set.of(partition)));
      return found == null || found.equals(KeyQueryMetadata.NOT_AVAILABLE)
          ? Optional.empty()
          : Optional.of(found.activeHost()).filter(host -> !host.equals(here));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      LOG.debug("No owner of {} is known yet: {}", partition, e.toString());
      return Optional.empty();
    }
  }
}
