package io.penstock.psp.simulator.state;

import com.stripe.model.BalanceTransaction;
import com.stripe.model.BalanceTransactionCollection;
import com.stripe.model.Charge;
import com.stripe.model.ChargeCollection;
import com.stripe.model.Dispute;
import com.stripe.model.DisputeCollection;
import com.stripe.model.Event;
import com.stripe.model.EventCollection;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentIntentCollection;
import com.stripe.model.PaymentMethod;
import com.stripe.model.PaymentMethodCollection;
import com.stripe.model.Refund;
import com.stripe.model.RefundCollection;
import com.stripe.model.StripeObject;
import java.util.Locale;

/** The kinds of Stripe's objects that are here. */
public enum ObjectType {
  PAYMENT_INTENT("pi", "intent", PaymentIntent.class, PaymentIntentCollection.class),
  CHARGE("ch", "id", Charge.class, ChargeCollection.class),
  REFUND("re", "id", Refund.class, RefundCollection.class),
  DISPUTE("du", "dispute", Dispute.class, DisputeCollection.class),
  PAYMENT_METHOD("pm", "payment_method", PaymentMethod.class, PaymentMethodCollection.class),
  BALANCE_TRANSACTION("txn", "id", BalanceTransaction.class, BalanceTransactionCollection.class),
  EVENT("evt", "id", Event.class, EventCollection.class);

  /** With which ids begin, before an underscore. */
  public final String prefix;

  /** As refusals call the part of a path that names one. */
  final String param;

  public final Class<? extends StripeObject> one;
  public final Class<? extends StripeObject> list;

  ObjectType(
      String prefix,
      String param,
      Class<? extends StripeObject> one,
      Class<? extends StripeObject> list) {
    this.prefix = prefix;
    this.param = param;
    this.one = one;
    this.list = list;
  }

  /** The member {@code object} of each of them. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As refusals call it. */
  public String words() {
    return this == BALANCE_TRANSACTION ? "balance transaction" : label();
  }

  /** Where they are listed. */
  public String path() {
    return "/v1/" + label() + 's';
  }

  public boolean isOf(String id) {
    return id.startsWith(prefix + '_');
  }
}
