package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a simulator is told to do wrong. Rates lie between 0 and 1; times are milliseconds.
 *
 * @param latencyMs how long each call takes at least
 * @param outage every call is answered 503
 * @param failureRate which part of the calls is answered 500 with nothing done
 * @param failNext how many of the next calls are answered 500 with nothing done
 * @param loseAnswersRate of which part of the calls the work is done and the answer cut off
 * @param loseNextAnswers of how many of the next calls the work is done and the answer cut off
 * @param hangMs how long a lost answer keeps its caller waiting before the connection is cut
 * @param webhookDelayMs how long after it happened an event is sent
 * @param webhookCopies how many times each event is sent, 1 as it should be
 * @param webhooksOff events are sent neither now nor later, unless redelivered
 * @param webhooksFirst events are sent before the call that caused them is answered
 * @param refundSuccessDelayMs how long a pending refund pends
 * @param refundFailureDelayMs after how long a refund fails that does
 * @param settlementLateMs by how much a late balance transaction is late
 * @param settlementFaults how many of the next charges' balance transactions get which fault, by
 *     the fault's name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Knobs(
    long latencyMs,
    boolean outage,
    double failureRate,
    int failNext,
    double loseAnswersRate,
    int loseNextAnswers,
    long hangMs,
    long webhookDelayMs,
    int webhookCopies,
    boolean webhooksOff,
    boolean webhooksFirst,
    long refundSuccessDelayMs,
    long refundFailureDelayMs,
    long settlementLateMs,
    Map<String, Integer> settlementFaults) {
  /** Nothing goes wrong; refunds that end later do so after two seconds. */
  public static final Knobs NONE =
      new Knobs(0, false, 0, 0, 0, 0, 0, 0, 1, false, false, 2_000, 2_000, 60_000, Map.of());

  /**
   * The same with one knob turned.
   *
   * @param name as in JSON, such as {@code lose_next_answers}
   * @throws IllegalArgumentException if there is no such knob, or it does not go there
   */
  public Knobs with(String name, Object value) {
    ObjectNode one = Json.object();
    one.set(name, Json.MAPPER.valueToTree(value));
    return with(one);
  }

  /** The same with these turned; refuses as {@link #with(String, Object)} does. */
  public Knobs with(ObjectNode turned) {
    ObjectNode all = toJson();
    all.setAll(turned);
    try {
      Knobs knobs = Json.MAPPER.treeToValue(all, Knobs.class);
      knobs.toJson().properties().forEach(knob -> check(knob.getKey(), knob.getValue()));
      return knobs;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  private static void check(String name, JsonNode value) {
    if (value.doubleValue() < 0) {
      throw new IllegalArgumentException(name + " must not be negative");
    }
    if (name.endsWith("_rate") && value.doubleValue() > 1) {
      throw new IllegalArgumentException(name + " must lie between 0 and 1");
    }
    value
        .properties()
        .forEach(
            fault -> {
              var _ = SettlementFault.named(fault.getKey());
              check(fault.getKey(), fault.getValue());
            });
  }

  public ObjectNode toJson() {
    return Json.MAPPER.valueToTree(this);
  }
}
