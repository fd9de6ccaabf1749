package io.penstock.chaos.checker;

import io.penstock.audit.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Schemas by their numbers, asked of the registry by plain HTTP and kept. */
final class RegistrySchemas implements TopicReader.Schemas {
  private static final int MOST = 10_000;

  private final Api api;
  private final String url;
  private final Map<Integer, Optional<Schema>> known = new HashMap<>();

  RegistrySchemas(Api api, String url) {
    this.api = api;
    this.url = url;
  }

  @Override
  public @Nullable Schema find(int id) {
    Optional<Schema> found = known.get(id);
    if (found == null) {
      found = ask(id);
      if (known.size() < MOST) {
        known.put(id, found);
      }
    }
    return found.orElse(null);
  }

  private Optional<Schema> ask(int id) {
    if (id < 1) {
      return Optional.empty();
    }
    try {
      return api.get(URI.create(url + "/schemas/ids/" + id))
          .found()
          .map(found -> new Schema.Parser().parse(found.path("schema").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
