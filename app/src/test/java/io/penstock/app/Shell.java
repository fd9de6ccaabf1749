package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line as someone at a terminal sees it.
 *
 * @param always options that every call has
 */
record Shell(List<String> always) {

  static Shell with(String... always) {
    return new Shell(List.of(always));
  }

  /** What a command printed and how it ended. */
  record Result(int exitCode, String out, String err) {

    Result succeeded() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }

    Result failed() {
      assertThat(exitCode).as(out).isEqualTo(1);
      return this;
    }

    JsonNode json() throws JsonProcessingException {
      return new ObjectMapper().readTree(out);
    }
  }

  Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(always);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Penstock.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }
}
