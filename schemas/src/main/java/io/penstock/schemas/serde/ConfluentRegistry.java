package io.penstock.schemas.serde;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * The one file that knows Confluent's registry client. Confluent publishes it outside Maven Central
 * only; Apache Flink redistributes it there under a relocated package. Where Confluent's own
 * repository can be reached, swap the dependency for {@code
 * io.confluent:kafka-schema-registry-client} and drop the prefix {@code
 * org.apache.flink.avro.registry.confluent.shaded.} from the imports above: nothing else changes.
 */
final class ConfluentRegistry implements SchemaRegistry {
  private static final int MOST_SCHEMAS_PER_SUBJECT = 1_000;
  private static final int HTTP_NOT_FOUND = 404;

  private final String url;
  private final CachedSchemaRegistryClient client;

  ConfluentRegistry(String url) {
    this.url = url;
    this.client =
        new CachedSchemaRegistryClient(
            List.of(url),
            MOST_SCHEMAS_PER_SUBJECT,
            List.of(new AvroSchemaProvider()),
            // Milliseconds: a registry that hangs must not hang a stream thread beyond its poll.
            Map.of("http.connect.timeout.ms", 5_000, "http.read.timeout.ms", 10_000));
  }

  @Override
  public int register(String subject, Schema schema) {
    return ask(
        "register the schema of " + subject,
        () -> client.register(subject, new AvroSchema(schema.toString())));
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return ask(
        "find the schema of " + subject + " (has `penstock topics create` been run?)",
        () -> client.getId(subject, new AvroSchema(schema.toString())));
  }

  @Override
  public Schema byId(int id) {
    String definition =
        ask("find the schema with id " + id, () -> client.getSchemaById(id).canonicalString());
    return new Schema.Parser().parse(definition);
  }

  private <T> T ask(String purpose, Question<T> question) {
    try {
      return question.ask();
    } catch (RestClientException e) {
      String message = "schema registry " + url + ": cannot " + purpose + ": " + e.getMessage();
      if (e.getStatus() == HTTP_NOT_FOUND) {
        throw new UnknownSchemaException(message);
      }
      if (e.getStatus() < 500) {
        throw new IllegalStateException(message, e);
      }
      throw new RegistryUnavailableException(message, e);
    } catch (IOException e) {
      throw new RegistryUnavailableException(
          "schema registry " + url + " does not answer: cannot " + purpose, e);
    }
  }

  private interface Question<T> {
    T ask() throws IOException, RestClientException;
  }
}
