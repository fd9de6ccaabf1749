package io.penstock.ingest.accounts;

import static io.penstock.ingest.requests.Member.optional;
import static io.penstock.ingest.requests.Member.required;

import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.AccountType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies of the calls about accounts. */
public final class AccountForm {
  /** System accounts have a type as well, and it is the ledger that opens none. */
  private static final Kind<AccountType> TYPES =
      Kind.text(64)
          .then(AccountForm::type)
          .shownAs("{\"type\": \"string\", \"enum\": [\"wallet\", \"merchant\"]}");

  static final Member<String> ACCOUNT_ID = required("account_id", Kind.ID);
  static final Member<String> OWNER_ID = required("owner_id", Kind.ID).describedAs("Who owns it.");
  static final Member<AccountType> TYPE = required("type", TYPES);
  static final Member<String> CURRENCY = required("currency", Kind.CURRENCY);
  static final Member<Long> OVERDRAFT_LIMIT =
      optional("overdraft_limit", Kind.AMOUNT)
          .describedAs("How far it may go below zero, in minor units.");
  static final Member<Map<String, String>> METADATA = optional("metadata", Kind.NOTES);
  static final Member<Map<String, @Nullable String>> NEW_METADATA =
      optional("metadata", Kind.NOTES_OR_NULLS)
          .describedAs("Notes to set, or with null to delete.");

  public static final Form OPEN =
      Form.ofBody("OpenAccount", ACCOUNT_ID, OWNER_ID, TYPE, CURRENCY, OVERDRAFT_LIMIT, METADATA);
  public static final Form UPDATE =
      Form.ofBody("UpdateAccount", OVERDRAFT_LIMIT, NEW_METADATA).withAtLeastOne();
  public static final Form CHANGE = Form.ofBody("KeyOnly");

  private AccountForm() {}

  private static AccountType type(String word, String place) {
    return switch (word) {
      case "wallet" -> AccountType.WALLET;
      case "merchant" -> AccountType.MERCHANT;
      case "system" -> AccountType.SYSTEM;
      default ->
          throw Problems.malformed("field_malformed", place, "It must be wallet or merchant.");
    };
  }
}
