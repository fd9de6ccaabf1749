package io.penstock.app.local;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Opened;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.Ports;
import io.penstock.embedded.ReservedPort;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.embedded.registry.EmbeddedRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Ports of this machine that `up` listens on, all of them free.
 *
 * @param http of the API
 * @param kafka of the broker
 * @param registry of the schema registry
 * @param postgres of the database
 * @param psp of the PSP's stand-in
 * @param views of the views' internal listener
 * @param chosenByUs those of them that the user did not name
 */
public record LocalPorts(
    int http, int kafka, int registry, int postgres, int psp, int views, Set<Integer> chosenByUs) {
  /** `up` is for one machine and listens on no other address. */
  public static final String HOST = "127.0.0.1";

  /** What the user asks for; 0: any free one. */
  public record Wanted(int http, int kafka, int registry, int postgres, int psp) {
    public static final Wanted ANY = new Wanted(0, 0, 0, 0, 0);

    private boolean names(int port) {
      return IntStream.of(http, kafka, registry, postgres, psp).anyMatch(named -> named == port);
    }
  }

  /**
   * The wanted ports, any free one for 0. Nobody else is given them until {@code opened} is closed.
   *
   * @param state of an earlier run, whose registry and Postgres may still be at their ports
   * @throws CommandFailure if another process has one that was named; the message names the option
   */
  static LocalPorts choose(Wanted wanted, LocalState state, Opened opened) throws IOException {
    int http = choose("--http-port", wanted.http, opened);
    int kafka = choose("--kafka-port", wanted.kafka, opened);
    int registry =
        EmbeddedRegistry.leftoverHas(state.registry(), wanted.registry)
            ? wanted.registry
            : choose("--registry-port", wanted.registry, opened);
    int postgres =
        EmbeddedPostgres.leftoverHas(state.postgres(), wanted.postgres)
            ? wanted.postgres
            : choose("--postgres-port", wanted.postgres, opened);
    int psp = choose("--psp-port", wanted.psp, opened);
    int views = choose("the views", 0, opened);
    Set<Integer> chosenByUs =
        IntStream.of(http, kafka, registry, postgres, psp, views)
            .filter(port -> !wanted.names(port))
            .boxed()
            .collect(Collectors.toUnmodifiableSet());
    return new LocalPorts(http, kafka, registry, postgres, psp, views, chosenByUs);
  }

  /** Where the API is. */
  public URI api() {
    return URI.create("http://" + HOST + ":" + http);
  }

  /**
   * Whether somebody else had one that we chose, or listens on it now; nothing of ours may listen
   * any more.
   */
  boolean wereTaken(Exception failure) {
    return (failure instanceof PortTakenException taken && chosenByUs.contains(taken.port()))
        || chosenByUs.stream().anyMatch(port -> !Ports.isFree(HOST, port));
  }

  private static int choose(String option, int port, Opened opened) {
    try {
      return opened.add(ReservedPort.reserve(HOST, port)).port();
    } catch (PortTakenException e) {
      throw new CommandFailure(
          "%s; give another one with %s (0: any free one)".formatted(e.getMessage(), option), e);
    }
  }
}
