package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Finds out whether a port can be listened on. */
public final class Ports {
  /** Where ports are chosen: below those that systems give to outgoing connections. */
  private static final int FIRST = 18_000;

  private static final int LAST = 32_000;
  private static final int MOST_TRIES = 1_000;

  private Ports() {}

  /**
   * The port itself where it is free; for 0 any that nobody has, reserved ones included. Until it
   * is listened on, another may take it: {@link ReservedPort} keeps it.
   *
   * @throws PortTakenException if another process listens on it
   */
  public static int choose(String host, int port) {
    return port == 0 ? any(host) : bound(host, port, true);
  }

  private static int any(String host) {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        return bound(host, random.nextInt(FIRST, LAST), false);
      } catch (PortTakenException e) {
        // The next one, then.
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
  }

  private static int bound(String host, int port, boolean besideReserved) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(besideReserved);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return port;
    } catch (BindException e) {
      throw new PortTakenException(host, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
  }

  /** Whether a server could listen on the port now. */
  public static boolean isFree(String host, int port) {
    try {
      return choose(host, port) == port;
    } catch (PortTakenException e) {
      return false;
    }
  }
}
