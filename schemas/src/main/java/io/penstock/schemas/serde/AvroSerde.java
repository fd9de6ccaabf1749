package io.penstock.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;

/** The default value serde of every Penstock application. */
public final class AvroSerde extends Serdes.WrapperSerde<SpecificRecord> {

  public AvroSerde() {
    super(new AvroSerializer(), new AvroDeserializer());
  }

  public AvroSerde(SchemaRegistry registry) {
    super(new AvroSerializer(registry), new AvroDeserializer(registry));
  }
}
