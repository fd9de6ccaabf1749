package io.penstock.domain.books;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Links the entries of a journal partition: each holds the SHA-256 of the record before it, so that
 * a gap or an edit shows from the topic alone. The hash covers the record's Avro binary without the
 * registry's five header bytes, so that a mirror with another registry keeps the chain.
 */
public final class HashChain {
  /** Length of a hash. */
  public static final int HASH_BYTES = 32;

  private static final int REGISTRY_HEADER_BYTES = 5;

  private HashChain() {}

  /** The hash of an entry's record value, as it stands in the topic. */
  public static byte[] hash(byte[] recordValue) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(recordValue, REGISTRY_HEADER_BYTES, recordValue.length - REGISTRY_HEADER_BYTES);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
