package io.penstock.queries.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How questions and rows travel between the instances of one build. */
public final class RowsCodec {
  private static final JsonMapper JSON = new JsonMapper();

  private RowsCodec() {}

  /**
   * A question to a partition.
   *
   * @param waitMs how long to wait for an answer
   */
  public record Asked(int partition, Question question, long waitMs) {}

  public static byte[] write(Asked asked) {
    try {
      return JSON.writeValueAsBytes(asked);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Asked readAsked(byte[] json) throws IOException {
    return JSON.readValue(json, Asked.class);
  }

  public static byte[] write(List<Row> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(rows.size());
      for (Row row : rows) {
        writeBlock(out, row.key().getBytes(StandardCharsets.UTF_8));
        writeBlock(out, row.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static List<Row> readRows(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int count = in.readInt();
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        rows.add(new Row(new String(readBlock(in), StandardCharsets.UTF_8), readBlock(in)));
      }
      return rows;
    }
  }

  private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
    out.writeInt(block.length);
    out.write(block);
  }

  private static byte[] readBlock(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] block = in.readNBytes(length);
    if (block.length < length) {
      throw new IOException("truncated rows");
    }
    return block;
  }
}
