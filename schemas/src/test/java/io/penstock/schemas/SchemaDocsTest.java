package io.penstock.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas are the documentation of the topics: every type and field says what it holds. */
class SchemaDocsTest {

  @ParameterizedTest
  @MethodSource("io.penstock.schemas.SampleRecords#topics")
  void everyTypeAndFieldIsDocumented(Topic<?> topic) {
    assertDocumented(topic.schema(), new HashSet<>());
    assertThat(topic.schema().getDoc()).contains("Topic " + topic.name());
  }

  private static void assertDocumented(Schema schema, Set<String> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
        if (seen.add(schema.getFullName())) {
          for (Schema.Field field : schema.getFields()) {
            assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
            assertDocumented(field.schema(), seen);
          }
        }
      }
      case ENUM -> assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
      case UNION -> schema.getTypes().forEach(type -> assertDocumented(type, seen));
      case ARRAY -> assertDocumented(schema.getElementType(), seen);
      case MAP -> assertDocumented(schema.getValueType(), seen);
      default -> assertThat(schema.getType()).isNotEqualTo(Schema.Type.FIXED);
    }
  }
}
