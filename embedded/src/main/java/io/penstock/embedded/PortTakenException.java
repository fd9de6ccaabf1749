package io.penstock.embedded;

/** A port that was asked for belongs to another process. */
public final class PortTakenException extends RuntimeException {
  private final int port;

  public PortTakenException(String host, int port) {
    super("port " + port + " of " + host + " is taken by another process");
    this.port = port;
  }

  public int port() {
    return port;
  }
}
