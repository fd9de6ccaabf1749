package io.penstock.psp.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries the Stripe client's requests by Java's newer HTTP client. The older one, which Stripe's
 * client would use, repeats a POST by itself when a connection breaks, and does not tell a
 * connection that never stood from an answer that never came.
 */
final class StripeHttp extends HttpClient implements AutoCloseable {
  private final java.net.http.HttpClient http;
  private final Duration timeout;

  StripeHttp(Duration connectTimeout, Duration readTimeout) {
    http =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
    timeout = connectTimeout.plus(readTimeout);
  }

  @Override
  public StripeResponse request(StripeRequest request) throws ApiConnectionException {
    try {
      HttpResponse<String> response = await(http.sendAsync(of(request), BodyHandlers.ofString()));
      return new StripeResponse(
          response.statusCode(), HttpHeaders.of(response.headers().map()), response.body());
    } catch (IOException e) {
      throw new ApiConnectionException("no answer: " + e, e);
    }
  }

  private static HttpRequest of(StripeRequest request) throws IOException {
    HttpRequest.Builder builder;
    try {
      builder = HttpRequest.newBuilder(request.url().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("malformed URL " + request.url(), e);
    }
    for (Map.Entry<String, List<String>> header : request.headers().map().entrySet()) {
      builder.setHeader(header.getKey(), String.join(",", header.getValue()));
    }
    builder.setHeader("User-Agent", buildUserAgentString(request));
    builder.setHeader("X-Stripe-Client-User-Agent", buildXStripeClientUserAgentString());
    BodyPublisher body = BodyPublishers.noBody();
    if (request.content() != null) {
      builder.setHeader("Content-Type", request.content().contentType());
      body = BodyPublishers.ofByteArray(request.content().byteArrayContent());
    }
    return builder.method(request.method().name(), body).build();
  }

  /** The client's own time-out ends with the answer's head; this one counts its body too. */
  private <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("nothing within " + timeout);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  /** Breaks off what still runs. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
