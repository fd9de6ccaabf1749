-- Transfers as they stand now. A transfer id is unique for its scope account, the account that the
-- transfer is keyed by.
--
-- A row only ever moves forward: an older revision that arrives late or again changes nothing. An
-- id that is used anew after its retention ended begins again at revision 1, with a later
-- created_at, and that is forward too.
--
-- No foreign key leads from here to accounts or from ledger_entries to here: the topics behind the
-- three tables are read side by side, and a table may be moments ahead of another.
CREATE TABLE transfers (
  transfer_id       text        NOT NULL,
  scope_account_id  text        NOT NULL,
  kind              text        NOT NULL CHECK (kind IN ('direct', 'hold', 'post', 'void')),
  status            text        NOT NULL CHECK (status IN
                                  ('pending', 'posted', 'voided', 'expired', 'declined', 'reversed')),
  failure_code      text,
  failure_detail    text,
  debit_account_id  text        NOT NULL,
  credits           jsonb       NOT NULL,
  amount_minor      bigint,
  posted_minor      bigint               CHECK (posted_minor >= 0),
  reversed_minor    bigint               CHECK (reversed_minor >= 0),
  currency          text        NOT NULL,
  pending_id        text,
  resolved_by       text,
  timeout_seconds   bigint,
  expires_at        timestamptz,
  code              text,
  metadata          jsonb       NOT NULL,
  journal_partition integer              CHECK (journal_partition >= 0),
  entry_sequence    bigint               CHECK (entry_sequence >= 1),
  revision          integer     NOT NULL CHECK (revision >= 1),
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  PRIMARY KEY (transfer_id, scope_account_id),
  -- What was declined may have asked for anything; the amount of a post or void may be its hold's.
  CONSTRAINT transfers_taken_amounts_are_positive
    CHECK (status = 'declined' OR amount_minor >= 1
           OR (amount_minor IS NULL AND kind IN ('post', 'void'))),
  CONSTRAINT transfers_declined_have_a_code
    CHECK (status <> 'declined' OR failure_code IS NOT NULL)
);

CREATE INDEX transfers_by_debit_account ON transfers (debit_account_id, created_at);
CREATE INDEX transfers_by_time ON transfers USING brin (created_at);
CREATE INDEX transfers_by_hold ON transfers (pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX transfers_open_holds ON transfers (expires_at) WHERE status = 'pending';

COMMENT ON TABLE transfers IS
  'Transfers as they stand now, declined ones included; refused requests, which pin nothing, are not.';
COMMENT ON COLUMN transfers.transfer_id IS
  'The client''s id of the transfer, unique for the scope account.';
COMMENT ON COLUMN transfers.scope_account_id IS
  'The account that the transfer is keyed by: the debit account, or the first credit account where the debit is a system account.';
COMMENT ON COLUMN transfers.kind IS
  'What was asked for: direct, hold, post (of a hold) or void (of a hold).';
COMMENT ON COLUMN transfers.status IS
  'pending: a hold not resolved yet; posted; voided; expired; declined by a rule; reversed: a credit could not be applied and the money went back.';
COMMENT ON COLUMN transfers.failure_code IS
  'Why it was declined or reversed, a stable snake_case code.';
COMMENT ON COLUMN transfers.failure_detail IS
  'The same as a sentence for people.';
COMMENT ON COLUMN transfers.debit_account_id IS
  'The account that pays.';
COMMENT ON COLUMN transfers.credits IS
  'Who is paid: [{"account_id", "amount_minor"}], amounts in minor units.';
COMMENT ON COLUMN transfers.amount_minor IS
  'Sum of the credits, in minor units; of a post without credits what it asked for, null where that was all of the hold (whose posted_minor tells); null for a void; null where the sum is beyond 2^63-1, which is always declined.';
COMMENT ON COLUMN transfers.posted_minor IS
  'How much of a resolved hold was posted, in minor units; null while nothing became of the transfer.';
COMMENT ON COLUMN transfers.reversed_minor IS
  'How much went back because a credit could not be applied, in minor units; null while nothing became of the transfer.';
COMMENT ON COLUMN transfers.currency IS
  'ISO 4217 code of every amount; of a declined transfer whatever was asked for.';
COMMENT ON COLUMN transfers.pending_id IS
  'Of a post or void: the hold''s transfer id.';
COMMENT ON COLUMN transfers.resolved_by IS
  'Of a hold: transfer id of the post or void that resolved it.';
COMMENT ON COLUMN transfers.timeout_seconds IS
  'After how many seconds a hold expires; null: never.';
COMMENT ON COLUMN transfers.expires_at IS
  'When a hold expires.';
COMMENT ON COLUMN transfers.code IS
  'The client''s own code for the kind of transfer.';
COMMENT ON COLUMN transfers.metadata IS
  'The client''s own notes, an object of strings.';
COMMENT ON COLUMN transfers.journal_partition IS
  'Partition of ledger.entries that holds the transfer''s entries; null where it never had one.';
COMMENT ON COLUMN transfers.entry_sequence IS
  'Sequence there of the entry that the first decision wrote; null where that posted nothing.';
COMMENT ON COLUMN transfers.revision IS
  '1 for the first outcome, higher for each later one (a hold resolved, a credit reversed).';
COMMENT ON COLUMN transfers.created_at IS
  'When the transfer was first decided.';
COMMENT ON COLUMN transfers.updated_at IS
  'When its latest outcome was decided.';
