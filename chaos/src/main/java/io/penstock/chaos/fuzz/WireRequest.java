package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * One request as its bytes on the wire.
 *
 * @param number its place in the run
 * @param call which it was made from
 * @param method as written
 * @param target path and query as written
 * @param bytes all of it, or as much as its sender sends; a second one behind it included
 * @param body that its bytes announce
 * @param ending how the sender behaves
 * @param answers how many it asks for
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record WireRequest(
    int number,
    ApiCalls.Call call,
    String method,
    String target,
    byte[] bytes,
    byte[] body,
    Ending ending,
    int answers) {
  private static final int LONGEST_LINE = 300;

  /** How a sender behaves. */
  enum Ending {
    /** Sends all of it and reads the answer. */
    READS,
    /** Sends all of it and goes without the answer: what it asked for may happen. */
    LEAVES,
    /** Goes before it has sent all of it: nothing may happen. */
    BREAKS_OFF
  }

  /** The same from someone who reads the answer, and waits for it. */
  WireRequest read() {
    byte[] patient =
        new String(bytes, ISO_8859_1)
            .replace("\r\nPrefer: wait=0\r\n", "\r\nPrefer: wait=9\r\n")
            .getBytes(ISO_8859_1);
    return new WireRequest(number, call, method, target, patient, body, Ending.READS, answers);
  }

  @Override
  public String toString() {
    String line = number + " " + method + " " + target;
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }
}
