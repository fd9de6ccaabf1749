-- What accounts carry of their owners' notes.
ALTER TABLE accounts ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN accounts.metadata IS
  'The client''s own notes, an object of strings.';

-- A reversal is a transfer of its own that names the one it gives back.
ALTER TABLE transfers
  ADD COLUMN failure_credit integer CHECK (failure_credit >= 0),
  ADD COLUMN reverses text,
  ADD COLUMN reason   text,
  ADD COLUMN chain_id text,
  DROP CONSTRAINT transfers_kind_check,
  ADD CONSTRAINT transfers_kind_check
    CHECK (kind IN ('direct', 'hold', 'post', 'void', 'reverse'));

CREATE INDEX transfers_by_reversed ON transfers (reverses) WHERE reverses IS NOT NULL;

COMMENT ON COLUMN transfers.kind IS
  'What was asked for: direct, hold, post (of a hold), void (of a hold) or reverse (of a posted transfer).';
COMMENT ON COLUMN transfers.failure_credit IS
  'Which of the credits is at fault, counted from 0; null where none is.';
COMMENT ON COLUMN transfers.reverses IS
  'Of a reversal: the transfer id of what it gives back.';
COMMENT ON COLUMN transfers.reason IS
  'Of a reversal: why, as a sentence for people.';
COMMENT ON COLUMN transfers.chain_id IS
  'Transfer id of the first transfer of the chain that it happened with; null where it was in none.';
COMMENT ON COLUMN transfers.reversed_minor IS
  'How much went back, in minor units: because a credit could not be applied (status reversed) or by reversals (status posted); null while nothing became of the transfer.';
