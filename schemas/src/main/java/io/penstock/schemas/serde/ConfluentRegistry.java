package io.penstock.schemas.serde;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * The one file that knows Confluent's registry client. Confluent publishes it outside Maven Central
 * only; Apache Flink redistributes it there under a relocated package. Where Confluent's own
 * repository can be reached, swap the module {@code registry-client} for {@code
 * io.confluent:kafka-schema-registry-client} and drop the prefix {@code
 * org.apache.flink.avro.registry.confluent.shaded.} from the imports above: nothing else changes.
 */
final class ConfluentRegistry implements SchemaRegistry {
  private static final int MOST_SCHEMAS_PER_SUBJECT = 1_000;
  private static final int HTTP_NOT_FOUND = 404;
  private static final int HTTP_CONFLICT = 409;
  private static final int HTTP_UNPROCESSABLE = 422;

  /** Confluent's error codes: no such subject, no such version, no such schema. */
  private static final Set<Integer> SCHEMA_UNKNOWN = Set.of(40401, 40402, 40403);

  /** How the client's plain IOException begins where a schema is there, but not an Avro one. */
  private static final String NOT_AVRO = "Invalid schema";

  private final String url;
  private final RestService rest;
  private final CachedSchemaRegistryClient client;

  ConfluentRegistry(String url) {
    this.url = url;
    this.rest = new RestService(url);
    this.client =
        new CachedSchemaRegistryClient(
            rest,
            MOST_SCHEMAS_PER_SUBJECT,
            List.of(new AvroSchemaProvider()),
            // Milliseconds: a registry that hangs must not hang a stream thread beyond its poll.
            Map.of("http.connect.timeout.ms", 5_000, "http.read.timeout.ms", 10_000),
            null);
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
    String purpose = "find the schema with id " + id;
    String definition = ask(purpose, () -> client.getSchemaById(id).canonicalString());
    try {
      return new Schema.Parser().parse(definition);
    } catch (AvroRuntimeException e) {
      throw new UnknownSchemaException(message(purpose, e));
    }
  }

  @Override
  public void requireBackwardTransitive(String subject) {
    var _ =
        ask(
            "set the rule for schemas of " + subject,
            () -> rest.updateCompatibility("BACKWARD_TRANSITIVE", subject));
  }

  /**
   * Only what the registry says about the schema itself is final. All else, a wrong path or a
   * missing permission among it, may be put right, so that no record must be given up for it.
   */
  private <T> T ask(String purpose, Question<T> question) {
    try {
      return question.ask();
    } catch (RestClientException e) {
      if (e.getStatus() == HTTP_NOT_FOUND && SCHEMA_UNKNOWN.contains(e.getErrorCode())) {
        throw new UnknownSchemaException(message(purpose, e));
      }
      if (e.getStatus() == HTTP_CONFLICT || e.getStatus() == HTTP_UNPROCESSABLE) {
        throw new RefusedSchemaException(message(purpose, e));
      }
      throw new RegistryUnavailableException(message(purpose, e), e);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith(NOT_AVRO)) {
        throw new UnknownSchemaException(message(purpose, e));
      }
      throw new RegistryUnavailableException(message(purpose, e), e);
    }
  }

  private String message(String purpose, Exception e) {
    return "schema registry " + url + ": cannot " + purpose + ": " + e.getMessage();
  }

  private interface Question<T> {
    T ask() throws IOException, RestClientException;
  }
}
