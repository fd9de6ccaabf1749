package io.penstock.schemas.serde;

import java.io.IOException;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Reads one record type, written with one schema, by the code that Avro generated for it. Avro's
 * own reader would look the class up by the name in the schema for every record.
 */
final class RecordReader extends SpecificDatumReader<SpecificRecord> {
  private final Class<? extends SpecificRecord> type;
  private final Supplier<SpecificRecordBase> blank;

  RecordReader(Schema writerSchema, Class<? extends SpecificRecord> type) {
    super(writerSchema, SpecificData.get().getSchema(type), new SpecificData());
    // A system property could switch it on; it would pass by the generated code.
    getData().setFastReaderEnabled(false);
    this.type = type;
    this.blank = constructorOf(type);
  }

  Class<? extends SpecificRecord> type() {
    return type;
  }

  @Override
  protected Object readRecord(Object old, Schema expected, ResolvingDecoder in) throws IOException {
    SpecificRecordBase record = blank.get();
    record.customDecode(in);
    return record;
  }

  @SuppressWarnings("unchecked")
  private static Supplier<SpecificRecordBase> constructorOf(Class<?> type) {
    try {
      var constructor =
          MethodHandles.publicLookup().findConstructor(type, MethodType.methodType(void.class));
      return MethodHandleProxies.asInterfaceInstance(Supplier.class, constructor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated without a public constructor: " + type, e);
    }
  }
}
