package io.penstock.queries.store;

import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records in rows. */
public final class RowDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(RowDecoder.class);
  private final AvroDeserializer avro;

  public RowDecoder(SchemaRegistry registry) {
    avro = new AvroDeserializer(registry);
  }

  /**
   * Empty for what is no record of the view: a restored store holds whatever somebody wrote to its
   * topic, and one bad record must not hide the others.
   *
   * @throws NotReadyException if the registry is needed and away
   */
  public Optional<SpecificRecord> decode(View view, Row row) {
    try {
      return Optional.ofNullable(avro.deserialize(view.topic().name(), row.value()));
    } catch (SerializationException e) {
      LOG.warn("Left out unreadable row {} of {}: {}", row.key(), view, e.getMessage());
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      LOG.warn("Cannot read row {} of {}", row.key(), view, e);
      throw NotReadyException.noRegistry();
    }
  }

  public <V extends SpecificRecord> List<V> decode(View view, List<Row> rows, Class<V> type) {
    return rows.stream().flatMap(row -> decode(view, row).stream()).map(type::cast).toList();
  }
}
