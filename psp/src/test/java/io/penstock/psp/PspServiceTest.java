package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.psp.simulator.state.Knobs;
import io.penstock.psp.stripe.StripeSettings;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PspServiceTest {
  @RegisterExtension static final PspWorld world = new PspWorld();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private @Nullable PspService service;

  @Test
  void carriesOutManyRequestsAtOnceAndThoseOfAPaymentInOrder() {
    world.simulator().turn(Knobs.NONE.with("latency_ms", 200));
    List<String> payments = ids("ordered", 40);
    for (String id : payments) {
      PspRequest request = Requests.authorize(id, "pm_card_visa", 1_000);
      send(request);
      send(Requests.lookUp(request));
    }

    long began = System.nanoTime();
    List<PspResult> results = resultsOf(80);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(results).extracting(PspResult::getStatus).containsOnly(PspStatus.SUCCEEDED);
    assertThat(results).extracting(PspResult::getPspReference).doesNotContainNull();
    assertThat(results.stream().map(PspResult::getPspReference).distinct()).hasSize(40);
    for (String id : payments) {
      assertThat(results)
          .filteredOn(each -> each.getPaymentId().equals(id))
          .extracting(PspResult::getRequestId)
          .containsExactly(id + "::AUTHORIZE", id + "::AUTHORIZE::look-up");
    }
    assertThat(took).isLessThan(Duration.ofSeconds(24));
  }

  @Test
  void aRequestThatComesTwiceChargesOnce() {
    PspRequest request = Requests.authorize("pay_twice", "pm_card_visa", 1_000);
    send(request);
    List<PspResult> first = resultsOf(1);
    send(request);

    List<PspResult> both = resultsOf(2);

    assertThat(both)
        .extracting(PspResult::getPspReference)
        .containsOnly(first.getFirst().getPspReference());
  }

  @Test
  void tellsALostAnswerAsUnknownAndFindsItByLookUp() {
    resultsOf(0);
    // The first look at what was settled is over, or it would be its answer that gets lost.
    await().atMost(Duration.ofSeconds(60)).until(() -> looks() >= 1);
    world.simulator().turn(Knobs.NONE.with("lose_next_answers", 1));
    PspRequest request = Requests.authorize("pay_lost_here", "pm_card_visa", 1_000);
    send(request);
    assertThat(resultsOf(1)).extracting(PspResult::getStatus).containsExactly(PspStatus.UNKNOWN);

    send(Requests.lookUp(request));

    PspResult found = resultsOf(2).getLast();
    assertThat(found.getStatus()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(found.getOperation()).isEqualTo(PspOperation.AUTHORIZE);
  }

  @Test
  void triesASoftDeclineTwiceMore() {
    send(Requests.authorize("pay_soft", "pm_card_chargeDeclinedProcessingError", 1_000));

    PspResult result = resultsOf(1).getFirst();

    assertThat(result.getStatus()).isEqualTo(PspStatus.DECLINED);
    assertThat(result.getCode()).isEqualTo("processing_error");
    assertThat(
            meters
                .get("penstock.psp.calls")
                .tags("operation", "authorize", "status", "declined")
                .timer()
                .count())
        .isEqualTo(3);
  }

  @Test
  void keepsWhatItCannotReadAndGoesOn() {
    byte[] poison = "poison".getBytes(UTF_8);
    world.send(
        new ProducerRecord<>(Topics.PSP_REQUESTS.name(), 0, "pay_bad".getBytes(UTF_8), poison));
    send(Requests.authorize("pay_good", "pm_card_visa", 1_000));

    assertThat(resultsOf(1)).extracting(PspResult::getPaymentId).containsExactly("pay_good");

    await()
        .untilAsserted(
            () ->
                assertThat(world.raw(Topics.PSP_DEAD_LETTERS))
                    .singleElement()
                    .satisfies(
                        letter -> {
                          assertThat(letter.value()).isEqualTo(poison);
                          assertThat(letter.key()).isEqualTo("pay_bad".getBytes(UTF_8));
                          assertThat(
                                  letter.headers().lastHeader("__streams.errors.message").value())
                              .asString(UTF_8)
                              .contains("wrong magic byte");
                        }));
  }

  @Test
  void givesUpOnAPspThatCannotBeReachedAndSaysWhatIsCertain() throws IOException {
    PspSettings away = PspWorld.with(awaySettings(), PspWorld.outage(Duration.ofMillis(600)));
    PspRequest beforeStart = Requests.authorize("pay_before", "pm_card_visa", 1_000);
    send(beforeStart);
    try (var service = new PspService(away, meters, System::currentTimeMillis)) {
      service.start();
      await().until(service::isReady);
      PspRequest fresh = Requests.authorize("pay_fresh", "pm_card_visa", 1_000);
      send(fresh);
      send(Requests.lookUp(fresh));
      await().untilAsserted(() -> assertThat(world.all(Topics.PSP_RESULTS)).hasSize(3));
    }

    assertThat(world.all(Topics.PSP_RESULTS))
        .extracting(PspResult::getRequestId, PspResult::getStatus, PspResult::getCode)
        .containsExactlyInAnyOrder(
            tuple("pay_fresh::AUTHORIZE", PspStatus.FAILED, "psp_unavailable"),
            // A worker that died may have made this one.
            tuple("pay_before::AUTHORIZE", PspStatus.UNKNOWN, null),
            tuple("pay_fresh::AUTHORIZE::look-up", PspStatus.UNKNOWN, null));
  }

  @Test
  void breaksTheCircuitDuringAnOutageAndWaitsForItsEnd() {
    world.simulator().turn(Knobs.NONE.with("outage", true));
    try (var service = new PspService(world.settings(), meters, System::currentTimeMillis)) {
      service.start();
      await().until(service::isReady);
      ids("outage", 30).forEach(id -> send(Requests.authorize(id, "pm_card_visa", 1_000)));
      await().until(() -> breakerIs("open"));
      // What came to the open breaker waits.
      send(Requests.authorize("pay_waits", "pm_card_visa", 1_000));

      world.simulator().turn(Knobs.NONE);

      await()
          .untilAsserted(
              () ->
                  assertThat(world.all(Topics.PSP_RESULTS))
                      .filteredOn(each -> each.getPaymentId().equals("pay_waits"))
                      .extracting(PspResult::getStatus)
                      .containsExactly(PspStatus.SUCCEEDED));
    }
  }

  @Test
  void whatWasNotFinishedIsCarriedOutByTheNextWorker() throws IOException {
    send(Requests.authorize("pay_next", "pm_card_visa", 1_000));
    var others = new SimpleMeterRegistry();
    try (var first = new PspService(awaySettings(), others, System::currentTimeMillis)) {
      first.start();
      await().until(() -> others.get("penstock.psp.requests.under.way").gauge().value() == 1);
    }

    assertThat(resultsOf(1)).extracting(PspResult::getStatus).containsExactly(PspStatus.SUCCEEDED);
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  /** All results, once there are so many; of a service that runs until the test ends. */
  private List<PspResult> resultsOf(int number) {
    if (service == null) {
      service = new PspService(world.settings(), meters, System::currentTimeMillis);
      service.start();
    }
    await().until(() -> world.all(Topics.PSP_RESULTS).size() == number);
    return world.all(Topics.PSP_RESULTS);
  }

  private static void send(PspRequest request) {
    world.send(Topics.PSP_REQUESTS, request.getPaymentId(), request);
  }

  private static List<String> ids(String name, int number) {
    return IntStream.range(0, number).mapToObj(i -> "pay_" + name + "_" + i).toList();
  }

  private double looks() {
    return meters.get("penstock.psp.settlement.looks").tag("outcome", "done").counter().count();
  }

  private boolean breakerIs(String state) {
    return meters.get("resilience4j.circuitbreaker.state").tag("state", state).gauge().value() == 1;
  }

  /** Where nobody listens. */
  private static PspSettings awaySettings() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return world.settings(
          StripeSettings.of("sk_test", "http://127.0.0.1:" + socket.getLocalPort(), "whsec"));
    }
  }
}
