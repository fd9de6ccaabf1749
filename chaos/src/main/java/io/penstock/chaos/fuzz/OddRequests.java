package io.penstock.chaos.fuzz;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes one part of a request odd: its body, a header, its method, its path, its query. */
final class OddRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS =
      List.of(
          "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "FOO", "post", "CONNECT");
  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/json; charset=utf-16",
          "application/json;charset=\"",
          "application/json; charset=utf-8",
          "application/merge-patch+json",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "text/csv",
          "application/x-ndjson",
          "*/*",
          "",
          ";",
          "json");
  private static final List<String> SEGMENTS =
      List.of(
          "%2F",
          "%00",
          "..",
          "%2e%2e",
          "%zz",
          "%",
          "%c0%af",
          "%ff",
          "//",
          ";v=1",
          "%20",
          "+",
          ":",
          "::",
          "a::hold",
          "%3A%3A",
          "\u00e9",
          "%F0%9F%92%B8",
          "i".repeat(65),
          "i".repeat(9_000),
          "%0d%0aX-Evil:%201",
          "*",
          "?",
          "#x",
          "world:USD",
          "fees:USD",
          "psp:stripe:USD");
  private static final List<String> QUERIES =
      List.of(
          "dry_run=true",
          "limit=0",
          "limit=501",
          "limit=-1",
          "limit=99999999999999999999",
          "limit=1&limit=2",
          "limit=",
          "limit",
          "=",
          "&&&",
          "%",
          "%zz=1",
          "cursor=%00",
          "cursor=AAAA",
          "cursor=" + "A".repeat(3_000),
          "cursor=!!!",
          "from=yesterday",
          "from=-999999999-01-01T00:00:00Z",
          "to=%2B999999999-12-31T23:59:59Z",
          "from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z",
          "status=",
          "status=none",
          "status=posted,posted",
          "at=9999-12-31T23:59:59.999999999Z",
          "at=",
          "debit_account_id=%00",
          "debit_account_id=..",
          "debit_account_id=world:USD",
          "account_id=a%2Fb",
          "metadata.=x",
          "metadata.k=%ff",
          "psp=stripe",
          "payer=" + "p".repeat(70),
          "x=4242424242424242",
          "q=" + "q".repeat(7_000));
  private static final List<String> HEADERS =
      List.of(
          "Idempotency-Key: ",
          "Idempotency-Key: \"unclosed",
          "Idempotency-Key: second",
          "Idempotency-Key: " + "k".repeat(255),
          "Idempotency-Key: " + "k".repeat(256),
          "Idempotency-Key: " + "k".repeat(6_000),
          "Idempotency-Key: k\u00e9y",
          "Idempotency-Key: a\tb",
          "Prefer: wait=-1",
          "Prefer: wait=0, wait=1",
          "Prefer: respond-async; wait",
          "Prefer: wait=" + "9".repeat(400),
          "Prefer: \"",
          "Consistency-Token: garbage",
          "Consistency-Token: AAAA.BBBB",
          "Consistency-Token: " + "e".repeat(4_000),
          "Consistency-Token: \u00ff\u00fe",
          "Consistency-Token: eyJhIjo5OTk5OTk5OTk5fQ",
          "Consistency-Token: transfers.outcomes:0:99",
          "Origin: https://evil.example",
          "Origin: null",
          "X-Request-Id: " + "x".repeat(300),
          "X-Request-Id: a b\tc",
          "X-Request-Id: ${jndi:ldap://x}",
          "X-Forwarded-For: ::1, ' or 1=1",
          "Accept: text/csv",
          "Accept: application/xml;q=0",
          "Accept: */*;q=nan",
          "Accept-Encoding: gzip, br;q=x",
          "Content-Encoding: gzip",
          "Content-Encoding: identity",
          "Content-Length: 3",
          "Content-Length: -1",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: identity",
          "Expect: 100-continue",
          "Expect: tea",
          "If-None-Match: *",
          "Range: bytes=0-1",
          "Upgrade: h2c",
          "Connection: close",
          "Connection: Idempotency-Key",
          "Cookie: " + "c=1; ".repeat(600),
          "X-Big: " + "b".repeat(9_000),
          "X-Card: 4242 4242 4242 4242",
          "traceparent: 00-4242424242424242-x-01",
          "Host: evil.example",
          "Bad Header: x",
          ": empty",
          "X-Null: a\u0000b",
          " folded: x");

  void makeOdd(Draft draft, RandomGenerator random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> oddMember(draft, random);
      case 4, 5 -> draft.body = OddBodies.oddBytes(draft.body, random);
      case 6 -> oddMethod(draft, random);
      case 7 -> oddPath(draft, random);
      case 8 -> draft.target += (draft.target.contains("?") ? "&" : "?") + any(QUERIES, random);
      case 9, 10 -> oddHeader(draft, random);
      default -> oddFraming(draft, random);
    }
  }

  private static void oddMember(Draft draft, RandomGenerator random) {
    try {
      JsonNode body = JSON.readTree(draft.body);
      if (body != null && body.isContainerNode()) {
        draft.body = OddBodies.oddMember(body, random);
        return;
      }
    } catch (JacksonException e) {
      // It is odd already.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    draft.body = OddBodies.oddBytes(draft.body, random);
  }

  private static void oddMethod(Draft draft, RandomGenerator random) {
    draft.method = any(METHODS, random);
  }

  private static void oddPath(Draft draft, RandomGenerator random) {
    int query = draft.target.indexOf('?');
    String path = query < 0 ? draft.target : draft.target.substring(0, query);
    String rest = query < 0 ? "" : draft.target.substring(query);
    int slash = path.lastIndexOf('/');
    String segment = any(SEGMENTS, random);
    draft.target =
        switch (random.nextInt(6)) {
              case 0 -> path.substring(0, slash + 1) + segment;
              case 1 -> path + segment;
              case 2 -> path + "/" + segment + "/post";
              case 3 -> "/" + segment + path;
              case 4 -> path.toUpperCase(Locale.ROOT) + "/";
              default -> "http://localhost" + path;
            }
            + rest;
  }

  private static void oddHeader(Draft draft, RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      draft.without("Content-Type");
      draft.header("Content-Type", any(TYPES, random));
    } else if (random.nextInt(6) == 0) {
      draft.without("Idempotency-Key");
    } else {
      draft.headers.add(any(HEADERS, random));
    }
  }

  private static void oddFraming(Draft draft, RandomGenerator random) {
    switch (random.nextInt(4)) {
      case 0, 1 -> draft.chunked = true;
      case 2 -> draft.length = Math.max(0, draft.body.length - random.nextInt(1, 20));
      default -> draft.length = draft.body.length + (long) random.nextInt(1, 20);
    }
  }

  private static <T> T any(List<T> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
