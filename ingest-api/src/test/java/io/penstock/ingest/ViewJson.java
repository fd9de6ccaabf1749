package io.penstock.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.ingest.requests.StrictJson;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Credit;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** As much of the views' JSON as the door's tests look at. */
final class ViewJson {

  private ViewJson() {}

  static ObjectNode account(AccountBalance account) {
    ObjectNode json = object();
    json.put("account_id", account.getAccountId());
    json.put("currency", account.getCurrency());
    json.put("overdraft_limit", account.getCounters().getOverdraftLimitMinor());
    json.put("status", lowerCase(account.getStatus()));
    ObjectNode metadata = json.putObject("metadata");
    account.getMetadata().forEach(metadata::put);
    json.put("version", account.getCounters().getVersion());
    return json;
  }

  static ObjectNode transfers(List<TransferOutcome> transfers) {
    ObjectNode json = object();
    var array = json.putArray("transfers");
    transfers.forEach(t -> array.add(transfer(t).put("scope_account_id", t.getScopeAccountId())));
    return json;
  }

  static ObjectNode transfer(TransferOutcome transfer) {
    ObjectNode json = object();
    json.put("transfer_id", transfer.getTransferId());
    json.put("status", lowerCase(transfer.getStatus()));
    json.put("kind", lowerCase(transfer.getKind()));
    json.put("debit_account_id", transfer.getDebitAccountId());
    var credits = json.putArray("credits");
    long amount = 0;
    for (Credit credit : transfer.getCredits()) {
      amount += credit.getAmountMinor();
      credits
          .addObject()
          .put("account_id", credit.getAccountId())
          .put("amount", credit.getAmountMinor());
    }
    json.put("amount", amount);
    json.put("currency", transfer.getCurrency());
    json.put("pending", transfer.getKind() == TransferKind.HOLD);
    if (transfer.getFailureCode() != null) {
      json.put("failure_code", transfer.getFailureCode());
      json.put("failure_detail", transfer.getFailureDetail());
    }
    if (transfer.getFailureCredit() != null) {
      json.put("failure_credit", transfer.getFailureCredit());
    }
    json.put("reverses", transfer.getReverses());
    json.put("reason", transfer.getReason());
    json.put("chain_id", transfer.getChainId());
    json.put("amount_reversed", transfer.getAmountReversedMinor());
    if (transfer.getResolution() != null) {
      json.put("amount_posted", transfer.getResolution().getPostedMinor());
      json.put("resolved_by", transfer.getResolution().getResolvedBy());
    }
    return json;
  }

  static ObjectNode accountAnswer(AccountOutcome outcome) {
    ObjectNode json = object();
    if (outcome.getFailureCode() != null) {
      json.put("failure_code", outcome.getFailureCode());
      json.put("failure_detail", outcome.getFailureDetail());
    }
    if (outcome.getAccount() != null) {
      json.set("account", account(outcome.getAccount()));
    }
    return json;
  }

  static ObjectNode refusal(ResolutionOutcome outcome) {
    return object()
        .put("failure_code", outcome.getFailureCode())
        .put("failure_detail", outcome.getFailureDetail());
  }

  static ObjectNode idempotentAnswer(IdempotentAnswer answer) {
    ObjectNode json = object();
    json.put("fingerprint", answer.getFingerprint());
    json.put("status", answer.getStatus());
    ObjectNode headers = json.putObject("headers");
    answer.getHeaders().forEach(headers::put);
    json.put("body", answer.getBody());
    return json;
  }

  static ObjectNode parsed(String json) {
    return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
