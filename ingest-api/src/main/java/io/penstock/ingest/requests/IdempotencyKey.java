package io.penstock.ingest.requests;

import io.javalin.http.Context;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's name for one request, so that its repeats are known as such.
 *
 * @param value 1 to 255 printable ASCII characters
 */
public record IdempotencyKey(String value) {
  public static final String HEADER = "Idempotency-Key";
  public static final String FIELD = "idempotency_key";
  static final Member<String> MEMBER =
      Member.optional(
          FIELD,
          Kind.STRING
              .shownAs(
                  """
                  {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]{1,255}$",
                   "description": "As the header Idempotency-Key, for clients that cannot set headers."}
                  """)
              .named("IdempotencyKey"));

  private static final int MAX_LENGTH = 255;

  /**
   * From the header or the body's member.
   *
   * @throws ProblemException 400 where there is none, a malformed one, or two different ones
   */
  public static IdempotencyKey of(Context ctx, Fields body) {
    Set<String> given = new LinkedHashSet<>();
    for (String header : Collections.list(ctx.req().getHeaders(HEADER))) {
      given.add(checked(unquoted(header.strip()), HEADER));
    }
    String member = body.find(MEMBER);
    if (member != null) {
      given.add(checked(member, FIELD));
    }
    if (given.isEmpty()) {
      throw Problems.malformed(
          "idempotency_key_required",
          HEADER,
          "Send an Idempotency-Key header, or idempotency_key in the body.");
    }
    if (given.size() > 1) {
      throw Problems.malformed(
          "idempotency_key_conflict", HEADER, "The request has two different idempotency keys.");
    }
    return new IdempotencyKey(given.iterator().next());
  }

  /** A quoted key is an RFC 8941 string: a backslash stands before a quote or a backslash. */
  private static @Nullable String unquoted(String header) {
    if (!header.startsWith("\"")) {
      return header;
    }
    StringBuilder key = new StringBuilder();
    for (int i = 1; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        return i == header.length() - 1 ? key.toString() : null;
      }
      if (c == '\\' && ++i < header.length()) {
        c = header.charAt(i);
      }
      key.append(c);
    }
    return null;
  }

  private static String checked(@Nullable String key, String field) {
    boolean valid =
        key != null
            && !key.isEmpty()
            && key.length() <= MAX_LENGTH
            && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (key == null || !valid) {
      throw Problems.malformed(
          "idempotency_key_malformed",
          field,
          "An idempotency key has 1 to 255 printable ASCII characters, quoted or bare.");
    }
    return key;
  }

  /** Key of the stored answer: base64url, since any key must stand in a URL's path. */
  public String recordKey() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** An id that every repeat of the request derives again. */
  public String derivedId(String prefix, String purpose) {
    return prefix
        + '_'
        + sha256Hex((purpose + '\n' + value).getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }

  /** SHA-256 of all parts together, in hex. */
  public static String sha256Hex(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
