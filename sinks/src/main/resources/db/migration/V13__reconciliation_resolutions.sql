-- What people have decided about cases that do not match by themselves.
ALTER TABLE reconciliation_results
  DROP CONSTRAINT reconciliation_results_status_check,
  DROP CONSTRAINT reconciliation_results_previous_status_check,
  ADD CONSTRAINT reconciliation_results_status_check CHECK (status IN
    ('settlement_pending', 'matched', 'mismatched', 'missing_settlement', 'unexpected_settlement', 'resolved')),
  ADD CONSTRAINT reconciliation_results_previous_status_check CHECK (previous_status IN
    ('settlement_pending', 'matched', 'mismatched', 'missing_settlement', 'unexpected_settlement', 'resolved')),
  ADD COLUMN resolutions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(resolutions) = 'array');

ALTER TABLE reconciliation_history
  DROP CONSTRAINT reconciliation_results_status_check,
  DROP CONSTRAINT reconciliation_results_previous_status_check,
  ADD CONSTRAINT reconciliation_results_status_check CHECK (status IN
    ('settlement_pending', 'matched', 'mismatched', 'missing_settlement', 'unexpected_settlement', 'resolved')),
  ADD CONSTRAINT reconciliation_results_previous_status_check CHECK (previous_status IN
    ('settlement_pending', 'matched', 'mismatched', 'missing_settlement', 'unexpected_settlement', 'resolved')),
  ADD COLUMN resolutions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(resolutions) = 'array');

COMMENT ON COLUMN reconciliation_results.status IS
  'settlement_pending: no line yet; matched; mismatched: see mismatches; missing_settlement: none came in time; unexpected_settlement: a line without a payment; resolved: a person has decided.';
COMMENT ON COLUMN reconciliation_history.status IS
  'settlement_pending: no line yet; matched; mismatched: see mismatches; missing_settlement: none came in time; unexpected_settlement: a line without a payment; resolved: a person has decided.';
COMMENT ON COLUMN reconciliation_results.resolutions IS
  'What people have decided, the oldest first: [{"reason", "actor", "booking", "transfer_ids", "resolved_at"}].';
COMMENT ON COLUMN reconciliation_history.resolutions IS
  'What people have decided, the oldest first: [{"reason", "actor", "booking", "transfer_ids", "resolved_at"}].';
