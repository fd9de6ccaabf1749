package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.net.Webhook.Util;
import io.github.resilience4j.core.IntervalFunction;
import io.penstock.psp.simulator.state.Agenda.Errand;
import io.penstock.psp.simulator.state.Agenda.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends events, signed as Stripe signs them, until they are taken or three days have passed. */
public final class Webhooks implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long GIVE_UP_MS = Duration.ofDays(3).toMillis();

  /** One second, two, four, up to an hour. */
  private static final IntervalFunction PAUSES_MS =
      IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(1), 2, Duration.ofHours(1));

  /** Long enough for one that is sent at once not to be sent by the agenda too. */
  private static final long CLAIM_MS = TIMEOUT.multipliedBy(2).toMillis();

  private final StateFile file;
  private final Documents documents;
  private final Agenda agenda;
  private final KnobBoard knobs;
  private final String secret;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private volatile @Nullable URI target;

  public Webhooks(
      StateFile file,
      Documents documents,
      Agenda agenda,
      KnobBoard knobs,
      String secret,
      @Nullable URI target) {
    this.file = file;
    this.documents = documents;
    this.agenda = agenda;
    this.knobs = knobs;
    this.secret = secret;
    this.target = target;
  }

  public void to(URI newTarget) {
    target = newTarget;
  }

  /**
   * Puts these events down to be sent; within {@link StateFile#change} only.
   *
   * @return those that the caller is to {@link #send} before it answers
   */
  public List<Errand> enqueue(List<String> eventIds) {
    Knobs now = knobs.now();
    List<Errand> urgent = new ArrayList<>();
    if (target == null || now.webhooksOff()) {
      return urgent;
    }
    for (String id : eventIds) {
      for (int copy = 0; copy < now.webhookCopies(); copy++) {
        if (now.webhooksFirst()) {
          urgent.add(agenda.add(Kind.SEND_EVENT, id, CLAIM_MS));
        } else {
          var _ = agenda.add(Kind.SEND_EVENT, id, now.webhookDelayMs());
        }
      }
    }
    return urgent;
  }

  /** Puts this down to be sent once more, whatever the knobs say; within a change only. */
  public void enqueueAgain(String eventId) {
    var _ = agenda.add(Kind.SEND_EVENT, eventId, 0);
  }

  /** Sends one event and takes it off the agenda, or puts it down again. */
  public void send(Errand errand) {
    URI to = target;
    ObjectNode event = file.change(() -> documents.get(errand.subject()));
    boolean taken = to != null && isTaken(to, event);
    int attempt = to == null ? errand.attempt() : errand.attempt() + 1;
    boolean over = taken || System.currentTimeMillis() - errand.sinceMs() > GIVE_UP_MS;
    file.change(
        () -> {
          if (over) {
            agenda.remove(errand);
            documents.put(event.put("pending_webhooks", 0));
          } else {
            agenda.addAgain(errand, attempt, PAUSES_MS.apply(errand.attempt()));
          }
          return over;
        });
  }

  private boolean isTaken(URI to, ObjectNode event) {
    String payload = Json.write(Json.visible(event));
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "penstock-psp-simulator")
            .header("Stripe-Signature", signature(payload))
            .POST(BodyPublishers.ofString(payload))
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String signature(String payload) {
    long seconds = System.currentTimeMillis() / 1_000;
    try {
      return "t=" + seconds + ",v1=" + Util.computeHmacSha256(secret, seconds + "." + payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
