package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A request before it is written: its parts, each of which may be made odd. */
final class Draft {
  String method;
  String target;
  final List<String> headers = new ArrayList<>();
  byte[] body;
  boolean chunked;

  /** Announced in place of the true length; negative: the true one. */
  long length = -1;

  Draft(String method, String target, byte[] body) {
    this.method = method;
    this.target = target;
    this.body = body;
  }

  void header(String name, String value) {
    headers.add(name + ": " + value);
  }

  void without(String name) {
    headers.removeIf(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1));
  }

  /** As much of the body as a server has to read. */
  byte[] announced() {
    return length >= 0 && length < body.length && !chunked
        ? Arrays.copyOf(body, (int) length)
        : body;
  }

  /** Its bytes. */
  byte[] write(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        (method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n").getBytes(ISO_8859_1));
    for (String header : headers) {
      out.writeBytes((header + "\r\n").getBytes(ISO_8859_1));
    }
    if (chunked) {
      out.writeBytes("Transfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
      writeChunks(out, random);
    } else {
      if (body.length > 0 || length >= 0 || !method.equals("GET")) {
        long announced = length >= 0 ? length : body.length;
        out.writeBytes(("Content-Length: " + announced + "\r\n").getBytes(US_ASCII));
      }
      out.writeBytes("\r\n".getBytes(US_ASCII));
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private void writeChunks(ByteArrayOutputStream out, RandomGenerator random) {
    for (int at = 0; at < body.length; ) {
      int size = Math.min(body.length - at, random.nextInt(1, 200));
      out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(US_ASCII));
      out.write(body, at, size);
      out.writeBytes("\r\n".getBytes(US_ASCII));
      at += size;
    }
    out.writeBytes("0\r\n\r\n".getBytes(US_ASCII));
  }
}
