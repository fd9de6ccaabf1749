package io.penstock.ingest.commands;

import io.penstock.http.DecisionToken;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a POST is answered with.
 *
 * @param headers the ones that belong to it: Content-Type, Location, Consistency-Token
 * @param decided it is final, and every repeat gets it again
 */
public record Answer(int status, Map<String, String> headers, String body, boolean decided) {
  public static final String LOCATION = "Location";
  public static final String CONSISTENCY_TOKEN = "Consistency-Token";
  public static final String CONTENT_TYPE = "Content-Type";
  public static final String JSON = "application/json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer decided(int status, Map<String, String> headers, String body) {
    return new Answer(status, headers, body, true);
  }

  /**
   * 202: taken, but not decided in time. A repeat asks anew.
   *
   * @param token by which a later read waits for the decision
   */
  public static Answer processing(String location, String body, DecisionToken token) {
    return new Answer(
        202,
        Map.of(CONTENT_TYPE, JSON, LOCATION, location, CONSISTENCY_TOKEN, token.encoded()),
        body,
        false);
  }

  public Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body, decided);
  }
}
