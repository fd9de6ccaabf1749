package io.penstock.schemas;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Makes Avro trust the generated records. Since 1.12.2 it creates no record class by name, not even
 * the application's own, unless it is told so; copying a record by its builder ({@code
 * newBuilder(other)}) is such a case.
 */
public final class Records {
  private static final String PACKAGE = Records.class.getPackageName();

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private Records() {}

  /**
   * Call it where records are copied. {@link Topics} and the serde have done so already; any number
   * of calls is as good as one.
   */
  public static void trust() {
    // What is to be done is done once, when this class is loaded.
  }
}
