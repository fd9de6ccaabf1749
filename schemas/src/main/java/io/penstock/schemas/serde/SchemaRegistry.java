package io.penstock.schemas.serde;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** Where schemas and their ids are found. Implementations cache and may be shared by threads. */
public interface SchemaRegistry {

  /** Config key of an application: an http URL, or {@code memory://name} for tests. */
  String URL_CONFIG = "schema.registry.url";

  /**
   * Registers a schema, if it is new and compatible with the subject's earlier ones.
   *
   * @return the schema's id
   * @throws RefusedSchemaException if it is not compatible
   * @throws RegistryUnavailableException if the registry does not answer
   */
  int register(String subject, Schema schema);

  /**
   * @return the id of a registered schema
   * @throws UnknownSchemaException if the subject does not have it
   * @throws RegistryUnavailableException if the registry does not answer
   */
  int idOf(String subject, Schema schema);

  /**
   * @throws UnknownSchemaException if no schema has this id
   * @throws RegistryUnavailableException if the registry does not answer
   */
  Schema byId(int id);

  /**
   * Every new schema of the subject must read what any earlier one has written.
   *
   * @throws RegistryUnavailableException if the registry does not say yes
   */
  default void requireBackwardTransitive(String subject) {}

  /** One registry per URL and process, so that all serdes share its cache. */
  static SchemaRegistry at(String url) {
    return Shared.BY_URL.computeIfAbsent(
        url, u -> u.startsWith("memory://") ? new InMemoryRegistry() : new ConfluentRegistry(u));
  }

  /** As {@link #at(String)}, from an application's configuration. */
  static SchemaRegistry from(Map<String, ?> config) {
    Object url = config.get(URL_CONFIG);
    if (url == null) {
      throw new IllegalArgumentException("missing configuration: " + URL_CONFIG);
    }
    return at(url.toString());
  }

  /** Holder of the shared registries. */
  final class Shared {
    private static final Map<String, SchemaRegistry> BY_URL = new ConcurrentHashMap<>();

    private Shared() {}
  }

  /** The registry is away: nothing is wrong with the record, it can be read later. */
  final class RegistryUnavailableException extends RuntimeException {
    public RegistryUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The registry answered that it has no such schema. */
  final class UnknownSchemaException extends RuntimeException {
    public UnknownSchemaException(String message) {
      super(message);
    }
  }

  /** The registry does not take this schema: an earlier one of its subject forbids it. */
  final class RefusedSchemaException extends RuntimeException {
    public RefusedSchemaException(String message) {
      super(message);
    }
  }
}
