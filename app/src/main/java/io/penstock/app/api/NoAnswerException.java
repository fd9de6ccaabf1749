package io.penstock.app.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** The API did not answer; the message says why, in words for people. */
public final class NoAnswerException extends RuntimeException {

  private final boolean mayHaveBeenTaken;

  private NoAnswerException(String message, Throwable cause, boolean mayHaveBeenTaken) {
    super(message, cause);
    this.mayHaveBeenTaken = mayHaveBeenTaken;
  }

  /** Whether the request may have arrived all the same. */
  public boolean mayHaveBeenTaken() {
    return mayHaveBeenTaken;
  }

  static NoAnswerException of(IOException e) {
    boolean neverConnected =
        e instanceof ConnectException
            || e instanceof HttpConnectTimeoutException
            || e instanceof SSLException;
    return new NoAnswerException(reason(e), e, !neverConnected);
  }

  static NoAnswerException after(Duration patience, Exception e) {
    return new NoAnswerException("no whole answer within " + patience.toSeconds() + " s", e, true);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case HttpConnectTimeoutException _ -> "no connection to it in time";
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException _ when isUnresolved(e) -> "no host of that name is known";
      case ConnectException _ -> "nothing listens there";
      case SSLException _ -> "no secure connection to it";
      case ProtocolException _ -> "what listens there does not speak HTTP";
      default -> "the connection ended before an answer came";
    };
  }

  private static boolean isUnresolved(Throwable e) {
    return e instanceof UnresolvedAddressException
        || (e.getCause() != null && isUnresolved(e.getCause()));
  }
}
