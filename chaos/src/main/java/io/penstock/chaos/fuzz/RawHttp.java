package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.penstock.chaos.fuzz.WireRequest.Ending;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sends bytes and reads answers: a client that keeps no rule of HTTP for its server. */
final class RawHttp {
  /** Who announces more than it sends says after this time that no more comes. */
  private static final int SILENCE_MILLIS = 3_000;

  /** The longest wait that a request may ask for is 30 s. */
  private static final int MOST_MILLIS = 45_000;

  private static final int LONGEST_LINE = 100_000;

  private final InetSocketAddress server;

  RawHttp(URI api) {
    server = new InetSocketAddress(api.getHost(), api.getPort());
  }

  /**
   * Sends it.
   *
   * @return as many answers as came before the server closed
   * @throws IOException if it neither answered nor closed
   */
  List<WireAnswer> send(WireRequest request) throws IOException {
    List<WireAnswer> answers = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.connect(server, MOST_MILLIS);
      socket.setSoTimeout(SILENCE_MILLIS);
      boolean sent = write(socket, request.bytes());
      if (request.ending() != Ending.READS) {
        return answers;
      }
      long begin = System.nanoTime();
      InputStream in = new BufferedInputStream(new Patient(socket));
      try {
        while (answers.size() < request.answers()) {
          answers.add(answer(in, request.method().equals("HEAD"), begin));
        }
      } catch (EOFException e) {
        // It has closed.
      } catch (SocketTimeoutException e) {
        throw new IOException("no whole answer within " + MOST_MILLIS / 1000 + " s", e);
      } catch (ProtocolException e) {
        throw e;
      } catch (IOException e) {
        // Reset: it had not read all that was sent.
        if (sent && answers.isEmpty()) {
          throw e;
        }
      }
    }
    return answers;
  }

  /** False where the server would not take all of it. */
  private static boolean write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static WireAnswer answer(InputStream in, boolean withoutBody, long begin)
      throws IOException {
    int status;
    Map<String, String> headers = new HashMap<>();
    do {
      status = status(line(in));
      headers.clear();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw new ProtocolException("a header without a name: " + line);
        }
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    } while (status < 200);
    byte[] body = withoutBody || status == 204 || status == 304 ? new byte[0] : body(in, headers);
    return new WireAnswer(status, headers, body, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.1 [1-5]\\d\\d( .*)?")) {
      throw new ProtocolException("no status line: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.writeBytes(exactly(in, size));
        var _ = line(in);
      }
      var _ = line(in);
      return body.toByteArray();
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new ProtocolException("a body ends before its announced length");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.size() > LONGEST_LINE) {
        throw new ProtocolException("a line without an end");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).strip();
  }

  /** Says after a while that no more is sent, and goes on waiting. */
  private static final class Patient extends InputStream {
    private final Socket socket;
    private final long deadline = System.nanoTime() + Duration.ofMillis(MOST_MILLIS).toNanos();

    Patient(Socket socket) {
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      while (true) {
        try {
          return socket.getInputStream().read(to, offset, length);
        } catch (SocketTimeoutException e) {
          if (System.nanoTime() > deadline) {
            throw e;
          }
          if (!socket.isOutputShutdown()) {
            socket.shutdownOutput();
          }
        }
      }
    }
  }
}
