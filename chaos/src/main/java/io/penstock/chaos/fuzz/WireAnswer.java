package io.penstock.chaos.fuzz;

import java.time.Duration;
import java.util.Map;

/**
 * What came back.
 *
 * @param headers by their names in lower case
 * @param took from the last byte sent
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record WireAnswer(int status, Map<String, String> headers, byte[] body, Duration took) {

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
