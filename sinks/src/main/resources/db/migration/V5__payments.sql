-- Payments as they stand now, and everything that happened to them.
--
-- Both come from the same records of payments.events, each of which carries the payment after it. A
-- row of payments only ever moves forward: an older sequence that arrives late or again changes
-- nothing. Rows of payment_events never change.
--
-- The PSP's token of a card is never written here; neither is a card number, which Penstock has not.
CREATE TABLE payments (
  payment_id            text        NOT NULL PRIMARY KEY,
  status                text        NOT NULL CHECK (status IN
                                      ('initiated', 'pending', 'succeeded', 'failed',
                                       'flagged_fraud', 'cancelled', 'refund_initiated',
                                       'partially_refunded', 'refunded')),
  phase                 text        NOT NULL CHECK (phase IN
                                      ('authorizing', 'authorized', 'capturing', 'booking',
                                       'releasing', 'captured', 'compensating', 'closed')),
  failure_code          text,
  failure_detail        text,
  funding               text        NOT NULL CHECK (funding IN ('wallet', 'card')),
  capture               text        NOT NULL CHECK (capture IN ('automatic', 'manual')),
  payer_account_id      text,
  user_id               text,
  merchant_id           text        NOT NULL,
  merchant_account_id   text,
  amount_minor          bigint      NOT NULL,
  amount_captured_minor bigint      NOT NULL CHECK (amount_captured_minor >= 0),
  amount_refunded_minor bigint      NOT NULL CHECK (amount_refunded_minor >= 0),
  currency              text        NOT NULL,
  funds_held            boolean     NOT NULL,
  fee_minor             bigint               CHECK (fee_minor >= 0),
  fee_basis_points      integer     NOT NULL CHECK (fee_basis_points >= 0),
  fee_fixed_minor       bigint      NOT NULL CHECK (fee_fixed_minor >= 0),
  payer_screening       text        NOT NULL CHECK (payer_screening IN
                                      ('not_asked', 'awaited', 'approved', 'rejected', 'missing')),
  card_screening        text        NOT NULL CHECK (card_screening IN
                                      ('not_asked', 'awaited', 'approved', 'rejected', 'missing')),
  psp                   text,
  psp_reference         text,
  psp_charge_reference  text,
  psp_fee_minor         bigint,
  card_fingerprint      text,
  checkout_id           text,
  metadata              jsonb       NOT NULL,
  expires_at            timestamptz,
  captured_at           timestamptz,
  sequence              bigint      NOT NULL CHECK (sequence >= 1),
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL,
  -- What was refused at creation may have asked for anything.
  CONSTRAINT payments_that_move_money_are_well_formed
    CHECK ((NOT funds_held AND amount_captured_minor = 0)
           OR (amount_minor >= 1 AND currency ~ '^[A-Z]{3}$')),
  CONSTRAINT payments_refund_no_more_than_was_captured
    CHECK (amount_refunded_minor <= amount_captured_minor)
)
-- Room in each page for the next states of its rows.
WITH (fillfactor = 80);

CREATE INDEX payments_by_merchant ON payments (merchant_id, created_at);
CREATE INDEX payments_by_payer ON payments (payer_account_id, created_at)
  WHERE payer_account_id IS NOT NULL;
-- Most payments succeed; what people look for by status are the others.
CREATE INDEX payments_by_status ON payments (status, created_at) WHERE status <> 'succeeded';
CREATE INDEX payments_by_time ON payments USING brin (created_at);
CREATE INDEX payments_by_psp_reference ON payments (psp_reference) WHERE psp_reference IS NOT NULL;
CREATE INDEX payments_by_checkout ON payments (checkout_id) WHERE checkout_id IS NOT NULL;

COMMENT ON TABLE payments IS
  'Payments as they stand now, those included that were refused at creation.';
COMMENT ON COLUMN payments.payment_id IS
  'The payment.';
COMMENT ON COLUMN payments.status IS
  'Where it stands; failed, flagged_fraud and cancelled never change again.';
COMMENT ON COLUMN payments.phase IS
  'What it waits for; closed: nothing, for ever.';
COMMENT ON COLUMN payments.failure_code IS
  'Why it failed, was flagged or cancelled, a stable snake_case code.';
COMMENT ON COLUMN payments.failure_detail IS
  'The same as a sentence for people.';
COMMENT ON COLUMN payments.funding IS
  'Where the money comes from: wallet, an account in this ledger; card, through a PSP.';
COMMENT ON COLUMN payments.capture IS
  'automatic: as soon as funds and verdict are there; manual: when it is asked for.';
COMMENT ON COLUMN payments.payer_account_id IS
  'The account that pays; null for a card without one, or where none was found.';
COMMENT ON COLUMN payments.user_id IS
  'The payer as an owner of accounts, where the payment was asked for so.';
COMMENT ON COLUMN payments.merchant_id IS
  'Who is paid: the owner of a merchant account.';
COMMENT ON COLUMN payments.merchant_account_id IS
  'The account that is paid; null where none was found.';
COMMENT ON COLUMN payments.amount_minor IS
  'What was asked for, in minor units.';
COMMENT ON COLUMN payments.amount_captured_minor IS
  'What was captured, in minor units.';
COMMENT ON COLUMN payments.amount_refunded_minor IS
  'Sum of the refunds that succeeded, in minor units.';
COMMENT ON COLUMN payments.currency IS
  'ISO 4217 code of every amount of this row; of a failed payment whatever was asked for.';
COMMENT ON COLUMN payments.funds_held IS
  'True while the wallet''s hold or the card''s authorisation stands.';
COMMENT ON COLUMN payments.fee_minor IS
  'Our fee of the captured sum, in minor units, taken from the merchant''s share; null while nothing is captured.';
COMMENT ON COLUMN payments.fee_basis_points IS
  'The merchant''s terms when the payment was created: hundredths of a percent.';
COMMENT ON COLUMN payments.fee_fixed_minor IS
  'Likewise: the fixed part, in minor units.';
COMMENT ON COLUMN payments.payer_screening IS
  'State of the fraud check of the payer; missing: no verdict came in time.';
COMMENT ON COLUMN payments.card_screening IS
  'State of the fraud check of the card; missing: no verdict came in time.';
COMMENT ON COLUMN payments.psp IS
  'Of a card payment: the PSP''s name.';
COMMENT ON COLUMN payments.psp_reference IS
  'Of a card payment: the PSP''s id of the payment.';
COMMENT ON COLUMN payments.psp_charge_reference IS
  'Of a card payment: the PSP''s id of the charge, which its settlement lines name.';
COMMENT ON COLUMN payments.psp_fee_minor IS
  'Of a card payment: the PSP''s fee as it said at capture, in minor units; null: it did not.';
COMMENT ON COLUMN payments.card_fingerprint IS
  'Of a card payment: the PSP''s name for the card, the same for the same card; no part of its number.';
COMMENT ON COLUMN payments.checkout_id IS
  'The checkout that the payment belongs to.';
COMMENT ON COLUMN payments.metadata IS
  'The client''s own notes, an object of strings.';
COMMENT ON COLUMN payments.expires_at IS
  'When the authorisation ends.';
COMMENT ON COLUMN payments.captured_at IS
  'When the money was in the ledger.';
COMMENT ON COLUMN payments.sequence IS
  'Number of its latest event.';
COMMENT ON COLUMN payments.created_at IS
  'When it was accepted.';
COMMENT ON COLUMN payments.updated_at IS
  'Time of its latest event.';

CREATE TABLE payment_events (
  payment_id   text        NOT NULL,
  sequence     bigint      NOT NULL CHECK (sequence >= 1),
  type         text        NOT NULL CHECK (type IN
                             ('initiated', 'authorized', 'capture_started', 'succeeded',
                              'release_started', 'failed', 'flagged_fraud', 'cancelled',
                              'refund_started', 'refund_succeeded', 'refund_failed',
                              'compensation_started', 'reversed', 'outcome_unknown', 'noted')),
  status       text        NOT NULL CHECK (status IN
                             ('initiated', 'pending', 'succeeded', 'failed', 'flagged_fraud',
                              'cancelled', 'refund_initiated', 'partially_refunded', 'refunded')),
  code         text,
  detail       text,
  refund_id    text,
  amount_minor bigint,
  request_id   text,
  occurred_at  timestamptz NOT NULL,
  PRIMARY KEY (payment_id, sequence)
);

-- Rows arrive nearly in the order of time: a few bytes a page find a period.
CREATE INDEX payment_events_by_time ON payment_events USING brin (occurred_at);
CREATE INDEX payment_events_by_code ON payment_events (code, occurred_at) WHERE code IS NOT NULL;

COMMENT ON TABLE payment_events IS
  'Everything that happened to payments, one row an event; append-only. Refused and repeated commands, which change nothing, are no rows.';
COMMENT ON COLUMN payment_events.payment_id IS
  'The payment.';
COMMENT ON COLUMN payment_events.sequence IS
  'The event''s number in the payment: 1, 2, 3, ... without gaps.';
COMMENT ON COLUMN payment_events.type IS
  'What happened.';
COMMENT ON COLUMN payment_events.status IS
  'The payment''s status after it.';
COMMENT ON COLUMN payment_events.code IS
  'Why, a stable snake_case code.';
COMMENT ON COLUMN payment_events.detail IS
  'The same as a sentence for people.';
COMMENT ON COLUMN payment_events.refund_id IS
  'The refund that it is about.';
COMMENT ON COLUMN payment_events.amount_minor IS
  'The sum that it is about, in minor units of the payment''s currency.';
COMMENT ON COLUMN payment_events.request_id IS
  'The request that caused it; null where nobody asked.';
COMMENT ON COLUMN payment_events.occurred_at IS
  'When; it never decreases with the sequence.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER payment_events_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
