package io.penstock.schemas;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Random records of every topic, the same for the same seed. */
public final class SampleRecords {

  private SampleRecords() {}

  public static Stream<Topic<?>> topics() {
    return Topics.ALL.stream();
  }

  public static List<SpecificRecord> of(Topic<?> topic, int count, long seed) {
    var data = new RandomData(new SpecificData(), topic.schema(), count, seed, false);
    return StreamSupport.stream(data.spliterator(), false).map(SpecificRecord.class::cast).toList();
  }
}
