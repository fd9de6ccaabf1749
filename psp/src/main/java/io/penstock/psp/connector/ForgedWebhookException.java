package io.penstock.psp.connector;

/** A webhook whose signature is missing, wrong or too old. */
public final class ForgedWebhookException extends Exception {
  public ForgedWebhookException(String message) {
    super(message);
  }
}
