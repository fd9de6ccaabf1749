-- What screening found, one row a payment and subject (its payer, its card). A verdict that was
-- decided later replaces an earlier one; an earlier one that arrives late changes nothing.
CREATE TABLE fraud_verdicts (
  payment_id    text        NOT NULL,
  subject_type  text        NOT NULL CHECK (subject_type IN ('payer', 'card')),
  subject_id    text        NOT NULL,
  decision      text        NOT NULL CHECK (decision IN ('approve', 'reject')),
  rules         jsonb       NOT NULL CHECK (jsonb_typeof(rules) = 'array'),
  rules_version text        NOT NULL,
  merchant_id   text        NOT NULL,
  amount_minor  bigint      NOT NULL,
  currency      text        NOT NULL,
  decided_at    timestamptz NOT NULL,
  PRIMARY KEY (payment_id, subject_type)
);

CREATE INDEX fraud_verdicts_by_subject ON fraud_verdicts (subject_type, subject_id, decided_at);
-- Most verdicts find nothing; these are the ones that somebody looks at.
CREATE INDEX fraud_verdicts_alerts ON fraud_verdicts (decided_at) WHERE rules <> '[]';
CREATE INDEX fraud_verdicts_rejections ON fraud_verdicts (merchant_id, decided_at)
  WHERE decision = 'reject';
CREATE INDEX fraud_verdicts_by_time ON fraud_verdicts USING brin (decided_at);

COMMENT ON TABLE fraud_verdicts IS
  'What screening found about payments, the latest verdict for each payment and subject.';
COMMENT ON COLUMN fraud_verdicts.payment_id IS
  'The payment.';
COMMENT ON COLUMN fraud_verdicts.subject_type IS
  'Whom the check was about: payer or card.';
COMMENT ON COLUMN fraud_verdicts.subject_id IS
  'payer: the account, or the user where a card has no account; card: the PSP''s fingerprint.';
COMMENT ON COLUMN fraud_verdicts.decision IS
  'approve or reject.';
COMMENT ON COLUMN fraud_verdicts.rules IS
  'The rules that fired: [{"rule", "decision", "observed", "limit", "detail"}].';
COMMENT ON COLUMN fraud_verdicts.rules_version IS
  'The version of the rules that were asked.';
COMMENT ON COLUMN fraud_verdicts.merchant_id IS
  'Who was to be paid.';
COMMENT ON COLUMN fraud_verdicts.amount_minor IS
  'What was to be paid, in minor units.';
COMMENT ON COLUMN fraud_verdicts.currency IS
  'ISO 4217 code.';
COMMENT ON COLUMN fraud_verdicts.decided_at IS
  'When the verdict was found.';
