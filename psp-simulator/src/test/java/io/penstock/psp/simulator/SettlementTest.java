package io.penstock.psp.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.RefundCreateParams;
import io.penstock.psp.simulator.account.BalanceTransactions;
import io.penstock.psp.simulator.state.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementTest {
  private static final String ALL_FAULTS =
      "missing:1,doubled:1,cent_off:1,wrong_currency:1,extra_fee:1,unknown:1,late:1";

  private Simulation simulation;

  @BeforeEach
  void start(@TempDir Path directory) {
    simulation = new Simulation(directory);
  }

  @AfterEach
  void stop() {
    simulation.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 30", "17, 30", "18, 31", "1000, 59", "10050, 321", "99999999, 2900030"})
  void keepsAFee(long amount, long fee) {
    assertThat(BalanceTransactions.feeOf(amount)).isEqualTo(fee);
  }

  @Test
  void settlesChargesAndRefunds() throws StripeException {
    PaymentIntent paid = simulation.pay("pm_card_visa", 1_000);
    var _ =
        simulation
            .stripe
            .v1()
            .refunds()
            .create(RefundCreateParams.builder().setPaymentIntent(paid.getId()).build());

    List<BalanceTransaction> settled = transactions();

    assertThat(settled).extracting(BalanceTransaction::getNet).containsExactly(-1_000L, 941L);
    assertThat(settled).extracting(BalanceTransaction::getStatus).containsOnly("available");
    assertThat(settled.getLast().getSourceObject())
        .isInstanceOfSatisfying(
            Charge.class, charge -> assertThat(charge.getPaymentIntent()).isEqualTo(paid.getId()));
  }

  @Test
  void listsUpToASecondAllOfIt() throws StripeException {
    var _ = simulation.pay("pm_card_visa", 1_000);
    long second = transactions().getFirst().getCreated();

    assertThat(createdBefore(second + 1)).hasSize(1);
    assertThat(createdBefore(second)).isEmpty();
    assertThat(createdBefore(Long.MAX_VALUE)).hasSize(1);
    assertThat(createdBefore(0)).isEmpty();
  }

  private List<BalanceTransaction> createdBefore(long second) throws StripeException {
    var created = BalanceTransactionListParams.Created.builder().setLt(second).build();
    var params = BalanceTransactionListParams.builder().setCreated(created).build();
    return simulation.stripe.v1().balanceTransactions().list(params).getData();
  }

  @Test
  void isPendingAtFirst(@TempDir Path other) throws StripeException {
    try (Simulation slow =
        new Simulation(other, settings -> settings.withSettlementDelay(Duration.ofHours(1)))) {
      var _ = slow.pay("pm_card_visa", 1_000);
      var _ = slow.pay("pm_card_bypassPending", 1_000);

      var listed = slow.stripe.v1().balanceTransactions().list().getData();

      assertThat(listed)
          .extracting(BalanceTransaction::getStatus)
          .containsExactly("available", "pending");
    }
  }

  @Test
  void laysEachFaultOnALineOfTheReport() throws StripeException {
    payments(20);
    Map<String, ObjectNode> truth = byLine(report("format=jsonl"));

    List<ObjectNode> lines = report("format=jsonl&seed=7&faults=" + ALL_FAULTS);
    List<ObjectNode> late = report("format=jsonl&late=true");

    Map<String, ObjectNode> faults = faults("settlement-report/faults");
    Map<String, ObjectNode> faulty = byLine(lines);
    assertThat(faults.keySet())
        .containsExactlyInAnyOrder(
            "missing", "doubled", "cent_off", "wrong_currency", "extra_fee", "unknown", "late");
    assertThat(faulty).doesNotContainKey(lineOf(faults, "missing"));
    assertThat(faulty).containsKey(lineOf(faults, "doubled") + "x");
    assertThat(at(faulty, lineOf(faults, "cent_off")).get("amount").longValue())
        .isEqualTo(at(faults, "cent_off").get("amount").longValue() + 1);
    assertThat(at(faulty, lineOf(faults, "wrong_currency")).get("currency").textValue())
        .isEqualTo("EUR");
    assertThat(at(faulty, lineOf(faults, "extra_fee")).get("fee").longValue())
        .isEqualTo(at(faults, "extra_fee").get("fee").longValue() + 25);
    assertThat(at(faulty, lineOf(faults, "unknown") + "u").get("psp_reference").textValue())
        .startsWith("ch_unknown");
    assertThat(late)
        .extracting(line -> line.get("line_id").textValue())
        .containsExactly(lineOf(faults, "late"));
    // All other lines are as they should be.
    assertThat(truth.values()).filteredOn(lines::contains).hasSize(20 - 5);
    assertThat(lines).hasSize(20 - 2 + 2);
    assertThat(report("format=jsonl&seed=7&faults=" + ALL_FAULTS)).isEqualTo(lines);
  }

  @Test
  void writesTheColumnsOfAnUpload() throws StripeException {
    PaymentIntent paid =
        simulation
            .stripe
            .v1()
            .paymentIntents()
            .create(
                Simulation.payment("pm_card_visa", 1_000).putMetadata("payment_id", "p-1").build());
    var _ =
        simulation
            .stripe
            .v1()
            .refunds()
            .create(
                RefundCreateParams.builder()
                    .setPaymentIntent(paid.getId())
                    .setAmount(100L)
                    .putMetadata("refund_id", "r-1")
                    .build());

    List<String> lines = simulation.get("/_simulator/settlement-report").body().lines().toList();

    assertThat(lines.getFirst())
        .isEqualTo("psp_reference,payment_id,refund_id,amount,currency,fee,settled_at,line_id");
    assertThat(lines.get(1)).startsWith(paid.getLatestCharge() + ",p-1,,1000,USD,59,20");
    assertThat(lines.get(2)).startsWith("re_").contains(",p-1,r-1,-100,USD,0,20");
    assertThat(lines).hasSize(3);
  }

  @Test
  void laysFaultsOnBalanceTransactionsToo() throws StripeException {
    simulation.turn(
        "settlement_faults", Map.of("missing", 1, "doubled", 1, "unknown", 1, "late", 1));
    payments(6);

    List<BalanceTransaction> listed = transactions();

    assertThat(listed).hasSize(6 - 1 + 2);
    assertThat(listed).extracting(BalanceTransaction::getId).doesNotHaveDuplicates();
    assertThat(listed).filteredOn(each -> each.getStatus().equals("pending")).hasSize(1);
    assertThat(faults("balance-transaction-faults").keySet())
        .containsExactlyInAnyOrder("missing", "doubled", "unknown", "late");
    assertThat(simulation.simulator.knobs().settlementFaults().values()).containsOnly(0);
  }

  @Test
  void refusesFaultsThatItDoesNotKnowOrThatDoNotFit() throws StripeException {
    payments(1);

    assertThat(status("faults=wrong_planet:1")).isEqualTo(400);
    assertThat(status("faults=missing:2")).isEqualTo(400);
    assertThat(status("format=pdf")).isEqualTo(400);
    assertThat(simulation.post("/_simulator/knobs", "{\"nonsense\":1}").statusCode())
        .isEqualTo(400);
    assertThat(simulation.post("/_simulator/knobs", "{\"failure_rate\":2}").statusCode())
        .isEqualTo(400);
  }

  private void payments(int count) throws StripeException {
    for (int i = 0; i < count; i++) {
      var _ = simulation.pay("pm_card_visa", 1_000 + i);
    }
  }

  /** Read in small pages, as a puller would. */
  private List<BalanceTransaction> transactions() throws StripeException {
    List<BalanceTransaction> all = new ArrayList<>();
    simulation
        .stripe
        .v1()
        .balanceTransactions()
        .list(BalanceTransactionListParams.builder().setLimit(2L).addExpand("data.source").build())
        .autoPagingIterable()
        .forEach(all::add);
    return all;
  }

  private int status(String query) {
    return simulation.get("/_simulator/settlement-report?" + query).statusCode();
  }

  private List<ObjectNode> report(String query) {
    String body = simulation.get("/_simulator/settlement-report?" + query).body();
    return body.lines().map(Json::read).toList();
  }

  private static Map<String, ObjectNode> byLine(List<ObjectNode> lines) {
    Map<String, ObjectNode> byLine = new HashMap<>();
    lines.forEach(line -> byLine.put(line.get("line_id").textValue(), line));
    return byLine;
  }

  private Map<String, ObjectNode> faults(String path) {
    Map<String, ObjectNode> faults = new HashMap<>();
    Json.read("{\"all\":" + simulation.get("/_simulator/" + path).body() + "}")
        .get("all")
        .forEach(each -> faults.put(each.get("fault").textValue(), (ObjectNode) each));
    return faults;
  }

  private static String lineOf(Map<String, ObjectNode> faults, String fault) {
    return at(faults, fault).get("line_id").textValue();
  }

  private static ObjectNode at(Map<String, ObjectNode> lines, String key) {
    return Objects.requireNonNull(lines.get(key), key);
  }
}
