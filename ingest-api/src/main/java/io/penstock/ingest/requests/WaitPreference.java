package io.penstock.ingest.requests;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a POST waits for its outcome: RFC 7240's {@code Prefer: wait=SECONDS}. One that cannot
 * be read is ignored, as that RFC says.
 *
 * @param asked whether the client said so; it is then told what was applied
 */
public record WaitPreference(Duration time, boolean asked) {
  private static final Duration USUAL = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Pattern WAIT =
      Pattern.compile(
          "(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?=[,;]|$)", Pattern.CASE_INSENSITIVE);

  public static WaitPreference of(Context ctx) {
    Matcher wait = WAIT.matcher(String.join(",", Collections.list(ctx.req().getHeaders("Prefer"))));
    if (!wait.find()) {
      return new WaitPreference(USUAL, false);
    }
    Duration time = Duration.ofSeconds(Long.parseLong(wait.group(1)));
    return new WaitPreference(time.compareTo(LONGEST) > 0 ? LONGEST : time, true);
  }

  /** Value of Preference-Applied. */
  public String applied() {
    return "wait=" + time.toSeconds();
  }
}
