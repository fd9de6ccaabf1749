package io.penstock.app;

import io.penstock.embedded.EmbeddedPostgres;
import io.penstock.embedded.EmbeddedRegistry;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.Ports;
import java.io.IOException;

/**
 * Ports of this machine that `up` listens on, all of them free.
 *
 * @param http of the API
 * @param kafka of the broker
 * @param registry of the schema registry
 * @param postgres of the database
 * @param psp of the PSP's stand-in
 * @param views of the views' internal listener
 */
record LocalPorts(int http, int kafka, int registry, int postgres, int psp, int views) {
  /** `up` is for one machine and listens on no other address. */
  static final String HOST = "127.0.0.1";

  /**
   * The wanted ports, any free one for 0.
   *
   * @param state of an earlier run, whose registry and Postgres may still be at their ports
   * @throws CommandFailure if another process has one; the message names the option
   */
  static LocalPorts choose(
      int http, int kafka, int registry, int postgres, int psp, LocalState state)
      throws IOException {
    return new LocalPorts(
        choose("--http-port", http),
        choose("--kafka-port", kafka),
        EmbeddedRegistry.leftoverHas(state.registry(), registry)
            ? registry
            : choose("--registry-port", registry),
        EmbeddedPostgres.leftoverHas(state.postgres(), postgres)
            ? postgres
            : choose("--postgres-port", postgres),
        choose("--psp-port", psp),
        Ports.choose(HOST, 0));
  }

  private static int choose(String option, int port) {
    try {
      return Ports.choose(HOST, port);
    } catch (PortTakenException e) {
      throw new CommandFailure(
          "%s; give another one with %s (0: any free one)".formatted(e.getMessage(), option), e);
    }
  }
}
