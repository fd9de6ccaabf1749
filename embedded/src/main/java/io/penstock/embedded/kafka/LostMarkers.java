package io.penstock.embedded.kafka;

import io.penstock.embedded.StartException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that a lone broker leaves open for ever when it is killed. Only {@code
 * penstock up} does so, whose broker is alone: a cluster whose partitions have replicas elsewhere
 * does not meet this.
 *
 * <p>What it works around, in Kafka 4.3.1: a broker that comes back has no leader for its
 * partitions until it is registered anew, and the transaction coordinator takes a partition without
 * a leader for a deleted one. That rule is as old as KAFKA-5202, which brought it for topics that
 * are deleted while a transaction ends. A decided transaction whose markers are to be written in
 * that moment is called complete without them, and its partitions stay undecided. No report of this
 * case is known to us; once Kafka waits for a leader instead, this class and what only it uses
 * ({@link TransactionLog}) go.
 *
 * <p>The transaction log still says how each was decided, so the markers are written from there,
 * commit or abort (docs/adr/0013).
 */
public final class LostMarkers {
  private static final Logger log = LoggerFactory.getLogger(LostMarkers.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final long PAUSE_MS = 50;
  private static final short NO_STRICT_EPOCH = 0;

  private final String bootstrapServers;
  private final Admin admin;

  private LostMarkers(String bootstrapServers, Admin admin) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
  }

  /** A partition where a producer has a transaction open. */
  private record Open(TopicPartition partition, ProducerState producer) {}

  /**
   * Writes what is missing, before anybody begins a new transaction.
   *
   * @throws StartException if the broker does not tell what is open, or does not take a marker
   */
  public static void write(String bootstrapServers) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      new LostMarkers(bootstrapServers, admin).write();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while markers of transactions were written", e);
    }
  }

  private void write() throws InterruptedException {
    if (open().isEmpty()) {
      return;
    }
    Map<Long, TransactionLog.Decided> decided = afterTheCoordinatorIsDone();
    for (Open open : open()) {
      TransactionLog.Decided last = decided.get(open.producer.producerId());
      if (last != null && last.ends(open.partition, open.producer.producerEpoch())) {
        send(bootstrapServers, open.partition, open.producer, last);
        log.warn("wrote the lost marker of {} in {}", last, open.partition);
      }
    }
  }

  /** The coordinator writes markers itself where it still knows that they are missing. */
  private Map<Long, TransactionLog.Decided> afterTheCoordinatorIsDone()
      throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    Map<Long, TransactionLog.Decided> decided = TransactionLog.read(bootstrapServers);
    while (decided.values().stream().anyMatch(d -> !d.complete())) {
      if (System.nanoTime() > deadline) {
        log.warn("transactions are still being ended after {}: {}", LONGEST_WAIT, decided.values());
        return decided;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      decided = TransactionLog.read(bootstrapServers);
    }
    return decided;
  }

  private List<Open> open() throws InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    Collection<String> topics =
        get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    get(admin.describeTopics(topics).allTopicNames())
        .forEach(
            (topic, description) ->
                IntStream.range(0, description.partitions().size())
                    .forEach(p -> partitions.add(new TopicPartition(topic, p))));
    List<Open> open = new ArrayList<>();
    get(admin.describeProducers(partitions).all())
        .forEach(
            (partition, state) ->
                state.activeProducers().stream()
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .forEach(producer -> open.add(new Open(partition, producer))));
    return open;
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StartException(
          "Kafka does not tell which transactions are open: " + e.getMessage(), e);
    }
  }

  /** Asks the broker to write one transaction marker. Kafka's admin client only knows aborts. */
  private static void send(
      String address,
      TopicPartition partition,
      ProducerState open,
      TransactionLog.Decided decided) {
    TxnMarkerEntry marker =
        new TxnMarkerEntry(
            decided.producerId(),
            decided.epoch(),
            open.coordinatorEpoch().orElse(0),
            decided.commit() ? TransactionResult.COMMIT : TransactionResult.ABORT,
            List.of(partition),
            NO_STRICT_EPOCH);
    short version = ApiKeys.WRITE_TXN_MARKERS.latestVersion();
    var request = new WriteTxnMarkersRequest.Builder(List.of(marker)).build(version);
    RequestHeader header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, version, "penstock", 1);
    Errors error =
        exchange(address, header, request.serializeWithHeader(header))
            .errorsByProducerId()
            .getOrDefault(decided.producerId(), Map.of())
            .getOrDefault(partition, Errors.UNKNOWN_SERVER_ERROR);
    if (error != Errors.NONE) {
      throw new StartException(
          "the lost marker of " + decided + " in " + partition + ": " + error.message());
    }
  }

  private static WriteTxnMarkersResponse exchange(
      String address, RequestHeader header, ByteBuffer request) {
    int colon = address.lastIndexOf(':');
    try (Socket socket =
            new Socket(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      byte[] bytes = new byte[request.remaining()];
      request.get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
      byte[] answer = in.readNBytes(in.readInt());
      return (WriteTxnMarkersResponse)
          AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    } catch (IOException e) {
      throw new StartException("Kafka did not take a lost marker: " + e.getMessage(), e);
    }
  }
}
