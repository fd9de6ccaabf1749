package io.penstock.schemas;

import org.apache.avro.SystemLimitException;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Settings of Avro that hold for the whole process, made when this class is loaded.
 *
 * <ul>
 *   <li>Avro trusts the generated records. Since 1.12.2 it creates no record class by name, not
 *       even the application's own, unless it is told so; copying a record by its builder ({@code
 *       newBuilder(other)}) is such a case.
 *   <li>No array or map has more than {@value #MOST_ITEMS} items. Avro makes room for as many items
 *       as a record says it has, so that ten corrupt bytes could otherwise ask for gigabytes. A
 *       system property set by the operator wins.
 * </ul>
 */
public final class Records {
  /** Most items of an array or map; one that claims more is unreadable. */
  public static final int MOST_ITEMS = 100_000;

  private static final String PACKAGE = Records.class.getPackageName();

  static {
    String limit = SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY;
    if (System.getProperty(limit) == null) {
      System.setProperty(limit, Integer.toString(MOST_ITEMS));
    }
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private Records() {}

  /**
   * Call it where records are copied. {@link Topics} and the serde have done so already; any number
   * of calls is as good as one.
   */
  public static void prepare() {
    // What is to be done is done once, when this class is loaded.
  }
}
