package io.penstock.schemas;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How large records may be, in bytes. What is read stays well below what may be written, so that an
 * answer to a record always fits; and a dead letter holds more than either, so that nothing that
 * somebody produced is too large to be set aside.
 */
public final class RecordSizes {
  /** Largest key that is read. */
  public static final int MOST_KEY_BYTES = 1024;

  /** Largest value, with its headers, that a topology reads from a topic of the catalogue. */
  public static final int MOST_READ_BYTES = 768 * 1024;

  /** The same of commands and reports, which come from outside and are answered. */
  public static final int MOST_COMMAND_BYTES = 128 * 1024;

  /** Longest text, in characters, anywhere in a record that a topology reads. */
  public static final int MOST_TEXT_CHARS = 8 * 1024;

  /** The same of commands and reports. */
  public static final int MOST_COMMAND_TEXT_CHARS = 1024;

  /**
   * Longest body of an answer of the door that is kept, a batch's among them, and the longest that
   * is read there.
   */
  public static final int MOST_ANSWER_CHARS = 512 * 1024;

  /** Largest value that is written to a topic of the catalogue: whoever reads it can. */
  public static final int MOST_SENT_BYTES = MOST_READ_BYTES - 4 * 1024;

  /**
   * Largest value that is kept in a store. Its changelog takes what a broker takes unless it is
   * told otherwise, 1,048,588 bytes with key and frame.
   */
  public static final int MOST_STORED_BYTES = 1000 * 1024;

  /** Largest batch that a topic of dead letters takes. */
  public static final int MOST_DEAD_LETTER_BYTES = 12 * 1024 * 1024;

  /**
   * Largest key and value together that a dead letter holds unchanged; the rest of its topic's
   * limit is for headers. A broker takes 1 MiB unless it is told otherwise: only a compressed
   * record can be larger than this.
   */
  public static final int MOST_INTACT_BYTES = MOST_DEAD_LETTER_BYTES - 256 * 1024;

  private RecordSizes() {}

  /** Most bytes of a value with its headers that a topology reads from a topic. */
  public static int mostBytes(Topic<?> topic) {
    return topic.isFromOutside() ? MOST_COMMAND_BYTES : MOST_READ_BYTES;
  }

  /** Most characters of a text in a record that a topology reads from a topic. */
  public static int mostTextChars(Topic<?> topic) {
    if (topic.valueType() == IdempotentAnswer.class) {
      return MOST_ANSWER_CHARS;
    }
    return topic.isFromOutside() ? MOST_COMMAND_TEXT_CHARS : MOST_TEXT_CHARS;
  }

  /** What the headers of a record weigh. */
  public static int of(@Nullable Headers headers) {
    int bytes = 0;
    if (headers != null) {
      for (Header header : headers) {
        bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
      }
    }
    return bytes;
  }
}
