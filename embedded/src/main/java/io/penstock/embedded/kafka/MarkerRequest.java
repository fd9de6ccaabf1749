package io.penstock.embedded.kafka;

import io.penstock.embedded.StartException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/** Asks the broker to write one transaction marker. Kafka's admin client only knows aborts. */
final class MarkerRequest {
  private static final short NO_STRICT_EPOCH = 0;

  private MarkerRequest() {}

  static void send(
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
