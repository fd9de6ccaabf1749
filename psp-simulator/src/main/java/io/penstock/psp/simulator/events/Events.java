package io.penstock.psp.simulator.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.Stripe;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.store.StateFile;
import io.penstock.psp.simulator.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** What happened, as webhooks tell it. To be used within {@link StateFile#change} only. */
public final class Events {
  private final Documents documents;
  private final List<String> fresh = new ArrayList<>();

  public Events(Documents documents) {
    this.documents = documents;
  }

  /** Notes that this happened to the object, which is told as it is now. */
  public void emit(String type, ObjectNode object) {
    ObjectNode event = documents.create("evt", "event");
    event.put("api_version", Stripe.API_VERSION);
    event.putObject("data").set("object", Json.visible(object));
    event.put("pending_webhooks", 1);
    event.putObject("request").putNull("id").putNull("idempotency_key");
    event.put("type", type);
    documents.put(event);
    String id = event.get("id").textValue();
    documents.link(object.get("id").textValue(), id);
    if (object.hasNonNull("payment_intent")) {
      documents.link(object.get("payment_intent").textValue(), id);
    }
    fresh.add(id);
  }

  /** The events since this was last asked, oldest first. */
  public List<String> takeFresh() {
    List<String> taken = List.copyOf(fresh);
    fresh.clear();
    return taken;
  }

  /** Every event of an object, and of what belongs to it, oldest first. */
  public List<String> of(String objectId) {
    return documents.linked(objectId).stream().filter(id -> id.startsWith("evt_")).toList();
  }
}
