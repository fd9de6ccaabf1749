package io.penstock.schemas.tables;

import io.penstock.schemas.Records;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table. Most are fields of the fact that a row is made of, or of a record within
 * it, and are called as the field is, but for its {@code _ms}. Constants are texts in lower case,
 * lists and maps are JSON.
 *
 * @param <R> what a row is made of
 */
public final class Columns<R> {
  private static final String MILLISECONDS = "_ms";

  static {
    Records.prepare();
  }

  private final Class<R> type;
  private final List<Column<R>> columns = new ArrayList<>();
  private final List<FieldColumn<R>> fields = new ArrayList<>();
  private Completion<R> completion = (fact, row) -> fact;

  public Columns(Class<R> type) {
    this.type = type;
  }

  /** How a value travels to Postgres. */
  public enum Kind {
    TEXT,
    JSON,
    LONG,
    INT,
    BOOLEAN,
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    TIME;

    private static Kind of(Schema.Field field) {
      return switch (typeOf(field).getType()) {
        case STRING, ENUM -> TEXT;
        case ARRAY, MAP -> JSON;
        case INT -> INT;
        case LONG -> isTime(field) ? TIME : LONG;
        case BOOLEAN -> BOOLEAN;
        case RECORD, UNION, FIXED, BYTES, FLOAT, DOUBLE, NULL ->
            throw new IllegalArgumentException("no column: " + field);
      };
    }
  }

  /**
   * One column.
   *
   * @param value finds it in what the row is made of
   */
  public record Column<R>(String name, Kind kind, Function<R, ? extends @Nullable Object> value) {}

  /** A column that is read back into its field. */
  private record FieldColumn<R>(
      String name, Kind kind, Function<R, ? extends IndexedRecord> part, Schema.Field field) {
    void read(ResultSet row, R fact) throws SQLException {
      part.apply(fact).put(field.pos(), value(row));
    }

    private @Nullable Object value(ResultSet row) throws SQLException {
      return switch (kind) {
        case TEXT -> {
          String text = row.getString(name);
          yield text == null || typeOf(field).getType() != Schema.Type.ENUM
              ? text
              : SpecificData.get().createEnum(text.toUpperCase(Locale.ROOT), typeOf(field));
        }
        case JSON -> JsonColumn.value(row.getString(name), field.schema());
        case LONG -> row.getObject(name, Long.class);
        case INT -> row.getObject(name, Integer.class);
        case BOOLEAN -> row.getBoolean(name);
        case TIME -> time(row, name);
      };
    }
  }

  /** Finds out from a row what no column holds as it was. */
  @FunctionalInterface
  public interface Completion<R> {
    R complete(R fact, ResultSet row) throws SQLException;
  }

  /** Columns that are fields of a fact. */
  static <R extends SpecificRecord> Columns<R> of(Class<R> fact, String names) {
    return new Columns<>(fact).and(fact, row -> row, names);
  }

  /**
   * Further columns, of a part of what a row is made of.
   *
   * @param names with commas between them
   */
  Columns<R> and(
      Class<? extends SpecificRecord> type,
      Function<R, ? extends IndexedRecord> part,
      String names) {
    List<Schema.Field> all = SpecificData.get().getSchema(type).getFields();
    for (String name : names.strip().split(",\\s*", -1)) {
      Schema.Field field =
          all.stream().filter(each -> nameOf(each).equals(name)).findFirst().orElseThrow();
      Kind kind = Kind.of(field);
      and(name, kind, row -> part.apply(row).get(field.pos()));
      fields.add(new FieldColumn<>(name, kind, part, field));
    }
    return this;
  }

  /** A further column that is no field, or not as the field has it. */
  public Columns<R> and(String name, Kind kind, Function<R, ? extends @Nullable Object> value) {
    columns.add(new Column<>(name, kind, row -> stored(kind, value.apply(row))));
    return this;
  }

  /** How a fact gets back what such columns hold. */
  Columns<R> completedBy(Completion<R> how) {
    completion = how;
    return this;
  }

  private static @Nullable Object stored(Kind kind, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case String text -> text(text);
      default -> kind == Kind.JSON ? JsonColumn.text(value) : value;
    };
  }

  /** Postgres has no text with the character 0; the replacement character stands in for it. */
  public static String text(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static boolean isTime(Schema.Field field) {
    return field.name().endsWith(MILLISECONDS);
  }

  static String nameOf(Schema.Field field) {
    String name = field.name();
    return isTime(field) ? name.substring(0, name.length() - MILLISECONDS.length()) : name;
  }

  /** The field's type where it is not null. */
  public static Schema typeOf(Schema.Field field) {
    Schema schema = field.schema();
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(type -> type.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  public List<Column<R>> all() {
    return columns;
  }

  /** Some of them, in the order of the names. */
  public List<Column<R>> named(List<String> names) {
    return names.stream()
        .map(name -> columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }

  public String names() {
    return join(Column::name);
  }

  public String join(Function<Column<R>, String> part) {
    return columns.stream().map(part).collect(Collectors.joining(", "));
  }

  /** The fact that a row was made of; what no column holds has its default. */
  public R read(ResultSet row) throws SQLException {
    R fact = type.cast(blank(SpecificData.get().getSchema(type)));
    for (FieldColumn<R> field : fields) {
      field.read(row, fact);
    }
    return completion.complete(fact, row);
  }

  static @Nullable Long time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant().toEpochMilli();
  }

  private static IndexedRecord blank(Schema schema) {
    IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      if (field.hasDefaultValue()) {
        record.put(field.pos(), SpecificData.get().getDefaultValue(field));
      } else if (field.schema().getType() == Schema.Type.RECORD) {
        record.put(field.pos(), blank(field.schema()));
      }
    }
    return record;
  }
}
