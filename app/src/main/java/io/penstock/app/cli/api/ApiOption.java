package io.penstock.app.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import io.penstock.app.api.NoAnswerException;
import io.penstock.app.cli.JsonTable;
import io.penstock.app.cli.api.WriteOption.Request;
import io.penstock.app.cli.api.WriteOption.Sending;
import io.penstock.app.process.CommandFailure;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the API is and how its answer is shown. What it shows ends with an exit code. */
public final class ApiOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private ApiAddress address = new ApiAddress();

  @Option(names = "--json", description = "For machines: the API's own JSON.")
  private boolean json;

  /** Looks one thing up. */
  int get(String path) {
    return get(path, Map.of());
  }

  int get(String path, Map<String, String> query) {
    return show(client -> client.get(path, query), this::printThing);
  }

  /** Looks a list up, and says where its next page begins. */
  public int list(String path, Map<String, String> query, String... columns) {
    return show(
        client -> client.get(path, query),
        page -> {
          JsonTable.ofList(out(), page.path("data"), columns);
          if (page.hasNonNull("next_cursor")) {
            err().println("penstock: more with --cursor " + page.path("next_cursor").asText());
          }
        });
  }

  /** Asks for a change. */
  int post(WriteOption write, String path, ObjectNode body) {
    return change(write, ApiClient::post, path, body);
  }

  /** Asks for a change of some members. */
  int patch(WriteOption write, String path, ObjectNode body) {
    return change(write, ApiClient::patch, path, body);
  }

  private int change(WriteOption write, Sending sending, String path, ObjectNode body) {
    ApiAnswer answer = ask(write.request(err(), sending, path, body));
    if (answer.isUndecided()) {
      err().println("penstock: taken, but not decided yet; show it again in a moment");
    }
    return show(answer, this::printThing);
  }

  /** Who gets no answer must know that the change may have been made. */
  private ApiAnswer ask(Request request) {
    try {
      return address.ask(request.question());
    } catch (CommandFailure e) {
      throw e.getCause() instanceof NoAnswerException none && none.mayHaveBeenTaken()
          ? new CommandFailure(
              e.getMessage()
                  + ". The change may have been made: repeat it with --idempotency-key "
                  + request.key(),
              e)
          : e;
    }
  }

  /** Asks anything, and shows the answer: as it came for machines, as a table for people. */
  int show(Function<ApiClient, ApiAnswer> question, Consumer<JsonNode> forPeople) {
    return show(address.ask(question), forPeople);
  }

  private int show(ApiAnswer answer, Consumer<JsonNode> forPeople) {
    if (answer.isError()) {
      err().println(answer.error());
    }
    if (json) {
      out().println(answer.text().strip());
    } else if (!answer.isError()) {
      requirePenstock(answer);
      forPeople.accept(answer.body());
    }
    out().flush();
    err().flush();
    return answer.isError() ? 1 : 0;
  }

  private static void requirePenstock(ApiAnswer answer) {
    if (!answer.body().isContainerNode()) {
      throw new CommandFailure("what answers there is not Penstock's API; is the address right?");
    }
  }

  private void printThing(JsonNode thing) {
    JsonTable.ofThing(out(), thing);
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }
}
