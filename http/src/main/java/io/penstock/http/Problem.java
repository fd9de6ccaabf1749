package io.penstock.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.http.ProblemCatalogue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem, as every Penstock door answers it, with {@code application/problem+json}.
 *
 * @param status HTTP status
 * @param code stable snake_case code, e.g. {@code insufficient_funds}
 * @param detail the reason as a sentence for people
 * @param field the JSON field, header or query parameter at fault, if one is
 * @param choices those of which one must be named; null where that is not the fault
 */
public record Problem(
    int status, String code, String detail, @Nullable String field, @Nullable Choices choices) {

  /**
   * What an ambiguous id may mean.
   *
   * @param member the problem's member that lists them
   */
  public record Choices(String member, List<String> ids) {
    public Choices {
      ids = List.copyOf(ids);
    }
  }

  /** Media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What every {@link #type} begins with: a path of the server that answers. */
  public static final String TYPES = "/problems/";

  public Problem(int status, String code, String detail, @Nullable String field) {
    this(status, code, detail, field, null);
  }

  /** 409: transfers of several accounts have the id. */
  public static Problem ofAmbiguousTransfer(String transferId, List<String> accounts) {
    return new Problem(
        409,
        "transfer_id_ambiguous",
        "Transfers of several accounts have the id " + transferId + "; name one of accounts.",
        "debit_account_id",
        new Choices("accounts", accounts));
  }

  /** 409: refunds of several payments have the id. */
  public static Problem ofAmbiguousRefund(String refundId, List<String> payments) {
    return new Problem(
        409,
        "refund_id_ambiguous",
        "Refunds of several payments have the id " + refundId + "; name one of payments.",
        "payment_id",
        new Choices("payments", payments));
  }

  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, null);
  }

  public static Problem ofField(int status, String code, String field, String detail) {
    return new Problem(status, code, detail, field);
  }

  /**
   * A reference to the problem's entry in {@link ProblemCatalogue}, on the server that answers (RFC
   * 9457, 3.1.1); that of all PSPs' own codes where the code is none of ours.
   */
  public String type() {
    return TYPES + ProblemCatalogue.find(code).map(_ -> code).orElse(ProblemCatalogue.BY_PSP);
  }

  /** The code as words. */
  public String title() {
    String words = code.replace('_', ' ');
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** Answers a request that meets no route. */
  void writeTo(HttpServletResponse response, String instance) throws IOException {
    response.setStatus(status);
    response.setContentType(MEDIA_TYPE);
    byte[] body = toJson(instance).getBytes(UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The body of the answer; {@code instance} is the request's path. */
  public String toJson(String instance) {
    return toObject(instance).toString();
  }

  /** As {@link #toJson}, for an answer that adds members of its own (RFC 9457, 3.2). */
  public ObjectNode toObject(String instance) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("type", type());
    json.put("title", title());
    json.put("status", status);
    json.put("detail", detail);
    json.put("instance", instance);
    json.put("code", code);
    if (field != null) {
      json.put("field", field);
    }
    if (choices != null) {
      choices.ids().forEach(json.putArray(choices.member())::add);
    }
    return json;
  }
}
