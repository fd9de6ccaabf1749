-- Refunds as they stand now. A row only ever moves forward: an older version that arrives late or
-- again changes nothing. No foreign key leads to payments: the topics behind the two are read side
-- by side, and a table may be moments ahead of the other.
CREATE TABLE refunds (
  refund_id      text        NOT NULL PRIMARY KEY,
  payment_id     text        NOT NULL,
  number         integer     NOT NULL CHECK (number >= 1),
  amount_minor   bigint      NOT NULL CHECK (amount_minor >= 1),
  currency       text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  status         text        NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  phase          text        NOT NULL CHECK (phase IN
                               ('moving', 'holding', 'at_psp', 'posting', 'voiding', 'returning',
                                'closed')),
  automatic      boolean     NOT NULL,
  reason         text,
  failure_code   text,
  failure_detail text,
  psp            text,
  psp_reference  text,
  taken_back     boolean     NOT NULL,
  version        integer     NOT NULL CHECK (version >= 1),
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
)
-- Room in each page for the next versions of its rows.
WITH (fillfactor = 80);

CREATE INDEX refunds_by_payment ON refunds (payment_id);
CREATE INDEX refunds_by_status ON refunds (status, created_at) WHERE status <> 'succeeded';
CREATE INDEX refunds_by_psp_reference ON refunds (psp_reference) WHERE psp_reference IS NOT NULL;
CREATE INDEX refunds_by_time ON refunds USING brin (created_at);

COMMENT ON TABLE refunds IS
  'Refunds as they stand now; a refund that was refused never was one and is no row.';
COMMENT ON COLUMN refunds.refund_id IS
  'The refund.';
COMMENT ON COLUMN refunds.payment_id IS
  'The payment that is refunded.';
COMMENT ON COLUMN refunds.number IS
  '1 for the payment''s first refund, then 2, 3, ...';
COMMENT ON COLUMN refunds.amount_minor IS
  'In minor units.';
COMMENT ON COLUMN refunds.currency IS
  'ISO 4217 code, the payment''s.';
COMMENT ON COLUMN refunds.status IS
  'pending, succeeded or failed; one that succeeded still fails when the PSP takes it back.';
COMMENT ON COLUMN refunds.phase IS
  'What it waits for; closed: nothing.';
COMMENT ON COLUMN refunds.automatic IS
  'True where nobody asked for it: fraud found late, a capture that could not be booked.';
COMMENT ON COLUMN refunds.reason IS
  'Why, for people.';
COMMENT ON COLUMN refunds.failure_code IS
  'Why it failed, a stable snake_case code.';
COMMENT ON COLUMN refunds.failure_detail IS
  'The same as a sentence for people.';
COMMENT ON COLUMN refunds.psp IS
  'Of a card payment: the PSP''s name.';
COMMENT ON COLUMN refunds.psp_reference IS
  'Of a card payment: the PSP''s id of the refund.';
COMMENT ON COLUMN refunds.taken_back IS
  'True once the PSP reported that a refund which had succeeded did not.';
COMMENT ON COLUMN refunds.version IS
  '1 for the first state, one more for each change.';
COMMENT ON COLUMN refunds.created_at IS
  'When it was accepted.';
COMMENT ON COLUMN refunds.updated_at IS
  'When it came to stand so.';
