package io.penstock.domain.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.schemas.FraudCheck;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Eight bytes in place of an id. Nobody who chooses ids can make two of them meet at will. */
final class Fingerprint {

  private Fingerprint() {}

  /** The same for checks that ask the same. */
  static long of(FraudCheck check) {
    return of(
        String.join(
            "#",
            check.getPaymentId(),
            check.getMerchantId(),
            Long.toString(check.getAmountMinor()),
            check.getCurrency()));
  }

  static long of(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
