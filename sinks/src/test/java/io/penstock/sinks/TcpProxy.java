package io.penstock.sinks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Stands between a client and a server, and holds back what a client sends from a text on. */
final class TcpProxy implements AutoCloseable {
  private final ServerSocket door;
  private final int serverPort;
  private final String text;
  private final CountDownLatch holding = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /**
   * @param text the first time a client sends it, that and all after it waits for the release
   */
  TcpProxy(int serverPort, String text) throws IOException {
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.serverPort = serverPort;
    this.text = text;
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return door.getLocalPort();
  }

  boolean isHolding() {
    return holding.getCount() == 0;
  }

  void release() {
    release.countDown();
  }

  @Override
  public void close() throws IOException {
    release();
    door.close();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket(door.getInetAddress(), serverPort);
        Thread.ofVirtual().start(() -> copy(client, server, true));
        Thread.ofVirtual().start(() -> copy(server, client, false));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void copy(Socket from, Socket to, boolean watched) {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String chunk = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        if (watched && chunk.contains(text)) {
          holding.countDown();
          release.await();
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has closed; leaving closes the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
