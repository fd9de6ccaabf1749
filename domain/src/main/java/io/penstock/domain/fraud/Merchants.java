package io.penstock.domain.fraud;

import java.nio.ByteBuffer;

/** Whom a subject paid, packed; the one paid last stands last, and the first is forgotten first. */
final class Merchants {
  static final int MOST = 200;

  private Merchants() {}

  static boolean contains(ByteBuffer merchants, String merchantId) {
    return indexOf(merchants, Fingerprint.of(merchantId)) >= 0;
  }

  static ByteBuffer plus(ByteBuffer merchants, String merchantId) {
    long merchant = Fingerprint.of(merchantId);
    int known = indexOf(merchants, merchant);
    int count = count(merchants);
    if (known >= 0 && known == count - 1) {
      return merchants;
    }
    int first = known < 0 && count == MOST ? 1 : 0;
    ByteBuffer after = ByteBuffer.allocate((count + 1) * Long.BYTES);
    for (int i = first; i < count; i++) {
      if (i != known) {
        after.putLong(at(merchants, i));
      }
    }
    return after.putLong(merchant).flip();
  }

  static int count(ByteBuffer merchants) {
    return merchants.remaining() / Long.BYTES;
  }

  private static int indexOf(ByteBuffer merchants, long merchant) {
    for (int i = count(merchants) - 1; i >= 0; i--) {
      if (at(merchants, i) == merchant) {
        return i;
      }
    }
    return -1;
  }

  private static long at(ByteBuffer merchants, int index) {
    return merchants.getLong(merchants.position() + index * Long.BYTES);
  }
}
