package io.penstock.domain;

/**
 * Why something was refused or failed, as its code stands on the wire: one of ours, or what a PSP,
 * an issuer or a later build says. This is where codes are read and written.
 */
public sealed interface FailureCode
    permits RefusalCode, FailureCode.OtherContent, FailureCode.ForeignCode {
  /** The code as clients see it. */
  String code();

  /**
   * The id stands for something else already.
   *
   * @param field in which the two differ, as HTTP calls it
   */
  record OtherContent(String field) implements FailureCode {
    private static final String BEGINNING = "id_already_used_with_different_";

    @Override
    public String code() {
      return BEGINNING + field;
    }
  }

  /** A code that is none of ours. */
  record ForeignCode(String code) implements FailureCode {}

  /** What a code on the wire says. */
  static FailureCode of(String code) {
    FailureCode own = RefusalCode.BY_CODE.get(code);
    if (own != null) {
      return own;
    }
    return code.startsWith(OtherContent.BEGINNING)
        ? new OtherContent(code.substring(OtherContent.BEGINNING.length()))
        : new ForeignCode(code);
  }
}
