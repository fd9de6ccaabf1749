package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.Http.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the PSP pays out, laid beside what was captured. */
interface SettlementProofs {
  Duration PATIENCE = Duration.ofSeconds(20);

  Shop shop();

  @Test
  default void findsTheLineThatNobodyExpects() {
    String merchant = shop().account("m-settled", "merchant");
    shop().pay("p-settled", merchant, "pm_card_bypassPending", 2_000);
    awaitCase("/reconciliation/p-settled", "MATCHED");
    String report =
        shop().psp().http().get("/_simulator/settlement-report?format=csv&faults=unknown:1").body();

    Answer taken =
        shop()
            .api()
            .post(
                "/settlement-reports",
                report,
                "Content-Type",
                "text/csv",
                "Idempotency-Key",
                "report");

    assertThat(taken.status()).as(taken.body()).isEqualTo(202);
    assertThat(taken.json().path("refused")).isEmpty();
    String unexpected = "/reconciliation?status=UNEXPECTED_SETTLEMENT";
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(data(unexpected)).hasSize(1));
    String reference = data(unexpected).get(0).path("psp_reference").asText();
    assertThat(report).contains(reference);
    assertThat(shop().api().get(unexpected, "Accept", "text/csv").body().lines())
        .hasSize(2)
        .last()
        .asString()
        .contains(reference, "UNEXPECTED_SETTLEMENT");
    JsonNode settled = shop().api().get("/reconciliation/p-settled").json();
    assertThat(settled.path("status").asText()).isEqualTo("MATCHED");
    assertThat(settled.path("lines").asInt()).isEqualTo(1);
  }

  @Test
  default void aPersonResolvesALineThatNobodyExpects() {
    String line =
        "{\"psp_reference\": \"ch/bank1\", \"psp\": \"bank\", \"amount\": 500, \"currency\":"
            + " \"CHF\", \"fee\": 20, \"settled_at\": \"2026-11-20\"}";
    Answer sent =
        shop()
            .api()
            .post(
                "/settlement-reports",
                line,
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "bank-1");
    assertThat(sent.status()).as(sent.body()).isEqualTo(202);
    awaitCase("/reconciliation/ch%2Fbank1", "UNEXPECTED_SETTLEMENT");
    String decision =
        "{\"reason\": \"of another shop\", \"actor\": \"alice\", \"booking\": \"suspense\"}";

    Answer resolved = resolve(decision);

    assertThat(resolved.status()).as(resolved.body()).isEqualTo(201);
    assertThat(resolved.text("status")).isEqualTo("RESOLVED");
    JsonNode resolution = resolved.json().path("resolutions").path(0);
    assertThat(resolution.path("actor").asText()).isEqualTo("alice");
    assertThat(resolution.path("transfer_ids")).hasSize(3);
    assertThat(resolve(decision).body()).isEqualTo(resolved.body());
    assertThat(shop().api().get("/reconciliation/ch%2Fbank1").json().at("/history/1/resolution"))
        .isEqualTo(resolution);
    assertThat(data("/reconciliation?status=RESOLVED")).hasSize(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(posted("world:CHF")).isEqualTo(-480);
              assertThat(posted("fees:CHF")).isEqualTo(-20);
              assertThat(posted("suspense:CHF")).isEqualTo(500);
              assertThat(posted("psp:bank:CHF")).isZero();
            });
  }

  private Answer resolve(String decision) {
    return shop()
        .api()
        .post("/reconciliation/ch%2Fbank1/resolve", decision, "Idempotency-Key", "resolve-1");
  }

  private long posted(String account) {
    return shop().api().get("/accounts/" + account).json().at("/balances/posted").asLong();
  }

  private JsonNode data(String path) {
    return shop().api().get(path).json().path("data");
  }

  private void awaitCase(String path, String status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(shop().api().get(path).text("status")).isEqualTo(status));
  }
}
