package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.chaos.fuzz.ApiCalls.Call;
import io.penstock.chaos.fuzz.ApiCalls.Parameter;
import io.penstock.chaos.fuzz.WireRequest.Ending;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes each request of a seed from its number alone: the same seed, the same requests. */
public final class RequestMaker {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Calls that say little, or much, however they are asked. */
  private static final Map<String, Integer> WEIGHTS =
      Map.of(
          "/transfers", 12,
          "/transfers/batch", 3,
          "/payments", 5,
          "/refunds", 3,
          "/metrics", 0,
          "/docs", 0);

  private final long seed;
  private final List<Call> calls = new ArrayList<>();
  private final SoundValues values;
  private final Ids ids;
  private final OddRequests odd = new OddRequests();

  RequestMaker(ApiCalls api, Ids ids, long seed) {
    this.seed = seed;
    this.ids = ids;
    this.values = new SoundValues(api, ids);
    for (Call call : api.all()) {
      int weight = WEIGHTS.getOrDefault(call.path(), call.isWrite() ? 2 : 1);
      for (int i = 0; i < weight; i++) {
        calls.add(call);
      }
    }
  }

  /** The request of this number. */
  WireRequest at(int number) {
    RandomGenerator random = new SplittableRandom(seed * GOLDEN + number);
    random.nextLong();
    Call call = calls.get(random.nextInt(calls.size()));
    Draft draft = sound(call, number, random);
    int oddities = random.nextInt(5) < 2 ? 0 : random.nextInt(1, 3);
    for (int i = 0; i < oddities; i++) {
      odd.makeOdd(draft, random);
    }
    byte[] bytes = draft.write(random);
    int answers = 1;
    if (oddities == 0 && random.nextInt(30) == 0) {
      // Again at once, before the first is answered.
      byte[] once = bytes;
      bytes = Arrays.copyOf(once, once.length * 2);
      System.arraycopy(once, 0, bytes, once.length, once.length);
      answers = 2;
    }
    Ending ending = Ending.READS;
    if (answers == 1 && random.nextInt(25) == 0) {
      ending = random.nextBoolean() ? Ending.LEAVES : Ending.BREAKS_OFF;
    }
    if (ending == Ending.BREAKS_OFF && draft.length >= 0) {
      // Less may be all that was announced.
      ending = Ending.LEAVES;
    }
    if (ending == Ending.BREAKS_OFF) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    return new WireRequest(
        number, call, draft.method, draft.target, bytes, draft.announced(), ending, answers);
  }

  private Draft sound(Call call, int number, RandomGenerator random) {
    StringBuilder target = new StringBuilder(call.path());
    StringBuilder query = new StringBuilder();
    for (Parameter parameter : call.parameters()) {
      if (parameter.in().equals("path")) {
        String name = "{" + parameter.name() + "}";
        int at = target.indexOf(name);
        if (at >= 0) {
          target.replace(at, at + name.length(), pathId(call, parameter, random));
        }
      } else if (parameter.in().equals("query") && random.nextInt(4) == 0) {
        JsonNode value = values.value(parameter.name(), parameter.schema(), call, random, 0);
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(parameter.name())
            .append('=')
            .append(URLEncoder.encode(value.asText(), UTF_8));
      }
    }
    byte[] body = body(call, number, random);
    Draft draft = new Draft(call.method(), target.append(query).toString(), body);
    if (call.isWrite()) {
      draft.header("Idempotency-Key", ids.key(random, number));
      draft.header(
          "Content-Type", call.mediaType().isEmpty() ? "application/json" : call.mediaType());
      draft.header("Prefer", "wait=" + (random.nextInt(10) == 0 ? 0 : 5));
    }
    return draft;
  }

  private byte[] body(Call call, int number, RandomGenerator random) {
    if (!call.isWrite()) {
      return new byte[0];
    }
    return switch (call.mediaType()) {
      case "" -> "{}".getBytes(UTF_8);
      case "text/csv" ->
          """
          psp_reference,amount,currency,fee,settled_at,line_id
          ch_fuzz%d,%d,USD,1,2026-11-20T12:00:00Z,l%d
          """
              .formatted(number, random.nextInt(1, 99), number)
              .getBytes(UTF_8);
      default -> values.body(call, random).toString().getBytes(UTF_8);
    };
  }

  private String pathId(Call call, Parameter parameter, RandomGenerator random) {
    String path = call.path();
    if (path.startsWith("/accounts/")) {
      return call.isWrite() ? ids.other(random) : ids.account(random);
    }
    if (path.startsWith("/transfers/")) {
      return ids.transfer(random);
    }
    if (path.startsWith("/refunds/")) {
      return ids.refund(random);
    }
    return path.startsWith("/payments/") || path.startsWith("/reconciliation/")
        ? ids.payment(random)
        : URLEncoder.encode(
            values.value(parameter.name(), parameter.schema(), call, random, 0).asText(), UTF_8);
  }
}
