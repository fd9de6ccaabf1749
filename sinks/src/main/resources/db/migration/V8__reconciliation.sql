-- How payments and refunds compare with what their PSPs reported: the state of each case, and every
-- version of it. A row of reconciliation_results only ever moves forward: an older version that
-- arrives late or again changes nothing. Rows of reconciliation_history never change.
CREATE TABLE reconciliation_results (
  case_id               text        NOT NULL,
  version               integer     NOT NULL CHECK (version >= 1),
  status                text        NOT NULL CHECK (status IN
                                      ('settlement_pending', 'matched', 'mismatched',
                                       'missing_settlement', 'unexpected_settlement')),
  previous_status       text                 CHECK (previous_status IN
                                      ('settlement_pending', 'matched', 'mismatched',
                                       'missing_settlement', 'unexpected_settlement')),
  payment_id            text,
  refund_id             text,
  psp                   text,
  psp_reference         text,
  mismatches            jsonb       NOT NULL CHECK (jsonb_typeof(mismatches) = 'array'),
  expected_amount_minor bigint,
  expected_currency     text,
  expected_fee_minor    bigint,
  reported_amount_minor bigint,
  reported_currency     text,
  reported_fee_minor    bigint,
  line_id               text,
  lines                 integer     NOT NULL CHECK (lines >= 0),
  settled_at            timestamptz,
  detail                text,
  occurred_at           timestamptz NOT NULL,
  day                   date        NOT NULL GENERATED ALWAYS AS
                                      ((occurred_at AT TIME ZONE 'UTC')::date) STORED,
  due_at                timestamptz,
  decided_at            timestamptz NOT NULL,
  PRIMARY KEY (case_id)
)
-- Room in each page for the next versions of its rows.
WITH (fillfactor = 80);

COMMENT ON TABLE reconciliation_results IS
  'How payments and refunds compare with what their PSPs reported, as it stands now.';
COMMENT ON COLUMN reconciliation_results.case_id IS
  'The payment id; for a refund the payment id, ''::'' and the refund id; for a line without a payment the reference that it named.';
COMMENT ON COLUMN reconciliation_results.version IS
  '1, 2, 3, ...: one more for each change of the case.';
COMMENT ON COLUMN reconciliation_results.status IS
  'settlement_pending: no line yet; matched; mismatched: see mismatches; missing_settlement: none came in time; unexpected_settlement: a line without a payment.';
COMMENT ON COLUMN reconciliation_results.previous_status IS
  'The status of the version before; null for version 1.';
COMMENT ON COLUMN reconciliation_results.payment_id IS
  'The payment; null where none is known.';
COMMENT ON COLUMN reconciliation_results.refund_id IS
  'The refund, where the case is about one.';
COMMENT ON COLUMN reconciliation_results.psp IS
  'The PSP''s name.';
COMMENT ON COLUMN reconciliation_results.psp_reference IS
  'The PSP''s id of the charge or refund.';
COMMENT ON COLUMN reconciliation_results.mismatches IS
  'What differs, the gravest first: [{"field", "expected", "reported"}].';
COMMENT ON COLUMN reconciliation_results.expected_amount_minor IS
  'What was captured, in minor units; for a refund below zero.';
COMMENT ON COLUMN reconciliation_results.expected_currency IS
  'ISO 4217 code.';
COMMENT ON COLUMN reconciliation_results.expected_fee_minor IS
  'The PSP''s fee as it said at capture, in minor units.';
COMMENT ON COLUMN reconciliation_results.reported_amount_minor IS
  'As the latest line says, in minor units.';
COMMENT ON COLUMN reconciliation_results.reported_currency IS
  'As the latest line says.';
COMMENT ON COLUMN reconciliation_results.reported_fee_minor IS
  'As the latest line says, in minor units.';
COMMENT ON COLUMN reconciliation_results.line_id IS
  'The latest line.';
COMMENT ON COLUMN reconciliation_results.lines IS
  'How many lines were reported.';
COMMENT ON COLUMN reconciliation_results.settled_at IS
  'When the latest line was settled.';
COMMENT ON COLUMN reconciliation_results.detail IS
  'The reason as a sentence for people.';
COMMENT ON COLUMN reconciliation_results.occurred_at IS
  'When the money moved; for a line without a payment when it was settled.';
COMMENT ON COLUMN reconciliation_results.day IS
  'The day of occurred_at in UTC.';
COMMENT ON COLUMN reconciliation_results.due_at IS
  'When the window for a line closes.';
COMMENT ON COLUMN reconciliation_results.decided_at IS
  'When it came to stand so.';

CREATE TABLE reconciliation_history (
  LIKE reconciliation_results INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING COMMENTS,
  PRIMARY KEY (case_id, version)
);

COMMENT ON TABLE reconciliation_history IS
  'Every version of every case of reconciliation_results; append-only.';

CREATE TRIGGER reconciliation_history_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE INDEX reconciliation_results_by_status ON reconciliation_results (status, day);
CREATE INDEX reconciliation_results_by_psp ON reconciliation_results (psp, day);
CREATE INDEX reconciliation_results_by_day ON reconciliation_results USING brin (day);
CREATE INDEX reconciliation_results_by_payment ON reconciliation_results (payment_id)
  WHERE payment_id IS NOT NULL;
CREATE INDEX reconciliation_results_by_reference ON reconciliation_results (psp_reference)
  WHERE psp_reference IS NOT NULL;
CREATE INDEX reconciliation_history_by_time ON reconciliation_history USING brin (decided_at);
