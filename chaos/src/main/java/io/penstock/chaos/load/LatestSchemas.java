package io.penstock.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.chaos.checker.Api;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** The latest schema of each topic, as the registry tells any client. */
final class LatestSchemas {
  private final Api api;
  private final String url;
  private final Map<String, Known> known = new HashMap<>();

  private record Known(int id, Schema schema) {}

  LatestSchemas(Api api, String url) {
    this.api = api;
    this.url = url;
  }

  /** An empty form of what the topic takes. */
  AvroForm form(String topic) throws IOException, InterruptedException {
    return new AvroForm(known(topic).schema());
  }

  /** A value in Confluent's wire format. */
  byte[] encode(String topic, GenericRecord record) throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(known(topic).id()).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  /** The registry's number of the topic's schema. */
  int id(String topic) throws IOException, InterruptedException {
    return known(topic).id();
  }

  private synchronized Known known(String topic) throws IOException, InterruptedException {
    Known found = known.get(topic);
    if (found == null) {
      found = ask(topic);
      known.put(topic, found);
    }
    return found;
  }

  private Known ask(String topic) throws IOException, InterruptedException {
    JsonNode found =
        api.get(URI.create(url + "/subjects/" + topic + "-value/versions/latest"))
            .found()
            .orElseThrow(() -> new IOException("no schema of " + topic));
    return new Known(
        found.path("id").asInt(), new Schema.Parser().parse(found.path("schema").asText()));
  }
}
