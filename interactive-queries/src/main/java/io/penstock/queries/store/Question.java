package io.penstock.queries.store;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one partition of the views can be asked. Questions travel as JSON to the instance that
 * serves the partition; the answer is rows.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
public sealed interface Question {
  View view();

  /** What to be woken for: see {@link View#idOf}. */
  default List<String> ids() {
    return switch (this) {
      case Keys asked -> asked.keys.stream().map(View::idOf).distinct().toList();
      case Newest asked -> List.of(View.idOf(asked.prefix));
      case LastAt asked -> List.of(View.idOf(asked.prefix));
      case States asked -> List.of(asked.transferId);
      case Refunds asked -> List.of(asked.refundId);
      case Answer asked -> List.of(View.idOf(asked.key));
      case Range asked -> List.of(View.idOf(asked.from));
      case PaymentAnswered asked -> List.of(asked.paymentId);
      case Listed asked -> asked.lists;
    };
  }

  /** The rows of these keys, as many as exist; answered when all do. */
  record Keys(View view, List<String> keys) implements Question {}

  /**
   * The rows with the prefix and a number of at most {@code atMost}, highest first; answered when
   * there is one.
   */
  record Newest(View view, String prefix, long atMost, int limit) implements Question {}

  /** The last row with the prefix that was decided at or before a time. */
  record LastAt(View view, String prefix, long atMs) implements Question {}

  /**
   * The states of the transfers with an id, one a scope; answered when one of them has the scope
   * (null: any) and at least the revision.
   */
  record States(String transferId, @Nullable String scopeAccountId, int revision)
      implements Question {
    @Override
    public View view() {
      return View.TRANSFER_STATES;
    }
  }

  /**
   * The refunds with an id as they stand, one a payment, in the order of the payments' ids;
   * answered when there is one.
   *
   * @param limit most of them
   */
  record Refunds(String refundId, int limit) implements Question {
    @Override
    public View view() {
      return View.REFUND_VERSIONS;
    }
  }

  /**
   * The row that answers a request: the one under the key if it names the request, or the one under
   * the key, '#' and the request.
   */
  record Answer(View view, String key, String requestId) implements Question {
    String repeatKey() {
      return key + '#' + requestId;
    }
  }

  /**
   * The rows with keys from one, inclusive, to another, exclusive, in their order; answered when
   * there is one.
   */
  record Range(View view, String from, String to, int limit) implements Question {}

  /**
   * The event that answers a request and the payment's newest one, see {@link PaymentAnswers};
   * answered when what was asked for is at rest.
   */
  record PaymentAnswered(String paymentId, String requestId) implements Question {
    @Override
    public View view() {
      return View.PAYMENT_EVENTS;
    }
  }

  /**
   * What each of some lists holds, newest first, as {@link ListSearch} finds it; never waited for.
   *
   * @param kind where the states of what is listed are
   * @param from the oldest position, inclusive
   * @param before the position to begin behind, exclusive
   * @param wanted texts of which a field of the state has one, by its path, such as {@code
   *     payment.status}; none: anything
   * @param limit most rows to find in each list
   * @param reach how many places of each list to look at
   */
  record Listed(
      View kind,
      List<String> lists,
      String from,
      String before,
      Map<String, List<String>> wanted,
      int limit,
      int reach)
      implements Question {
    @Override
    public View view() {
      return View.LISTINGS;
    }
  }
}
