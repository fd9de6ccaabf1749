-- The journal, one row a leg. All legs of an entry are inserted by one statement, which the
-- database refuses unless they sum to zero, and rows never change or go: so the table sums to zero
-- per currency at every commit.
CREATE TABLE ledger_entries (
  journal_partition   integer     NOT NULL CHECK (journal_partition >= 0),
  sequence            bigint      NOT NULL CHECK (sequence >= 1),
  leg                 smallint    NOT NULL CHECK (leg >= 1),
  direction           text        NOT NULL CHECK (direction IN ('debit', 'credit')),
  kind                text        NOT NULL CHECK (kind IN ('transfer', 'post', 'reversal')),
  account_id          text        NOT NULL,
  amount_minor        bigint      NOT NULL CHECK (amount_minor >= 1),
  signed_minor        bigint      NOT NULL GENERATED ALWAYS AS
                                    (CASE direction WHEN 'credit' THEN amount_minor
                                                    ELSE -amount_minor END) STORED,
  currency            text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  transfer_id         text        NOT NULL,
  scope_account_id    text        NOT NULL,
  account_version     bigint               CHECK (account_version >= 1),
  balance_after_minor bigint,
  code                text,
  posted_at           timestamptz NOT NULL,
  PRIMARY KEY (journal_partition, sequence, leg)
);

CREATE INDEX ledger_entries_by_account ON ledger_entries (account_id, posted_at);
CREATE INDEX ledger_entries_by_transfer ON ledger_entries (transfer_id);
-- Rows arrive nearly in the order of time: a few bytes a page find a period.
CREATE INDEX ledger_entries_by_time ON ledger_entries USING brin (posted_at);

COMMENT ON TABLE ledger_entries IS
  'The journal, one row a leg; append-only; sums to zero per currency at every commit.';
COMMENT ON COLUMN ledger_entries.journal_partition IS
  'Partition of ledger.entries that holds the entry.';
COMMENT ON COLUMN ledger_entries.sequence IS
  'The entry''s number in that partition: 1, 2, 3, ... without gaps.';
COMMENT ON COLUMN ledger_entries.leg IS
  'The leg''s number in the entry, from 1.';
COMMENT ON COLUMN ledger_entries.direction IS
  'debit takes money out of the account, credit brings it in.';
COMMENT ON COLUMN ledger_entries.kind IS
  'What wrote the entry: a direct transfer, the post of a hold, or the reversal of a credit that could not be applied.';
COMMENT ON COLUMN ledger_entries.account_id IS
  'The account that is debited or credited.';
COMMENT ON COLUMN ledger_entries.amount_minor IS
  'In minor units of the currency, above zero.';
COMMENT ON COLUMN ledger_entries.signed_minor IS
  'The amount in minor units, below zero for a debit: sums to zero over each entry.';
COMMENT ON COLUMN ledger_entries.currency IS
  'ISO 4217 code, the same for all legs of an entry.';
COMMENT ON COLUMN ledger_entries.transfer_id IS
  'The transfer whose money moved: the hold''s id for a post.';
COMMENT ON COLUMN ledger_entries.scope_account_id IS
  'The account that the transfer''s id is unique for.';
COMMENT ON COLUMN ledger_entries.account_version IS
  'The account''s version after this leg; null where the leg travelled to another partition.';
COMMENT ON COLUMN ledger_entries.balance_after_minor IS
  'Posted balance (of a system account: of its shard) after this leg, in minor units; null where the leg travelled to another partition.';
COMMENT ON COLUMN ledger_entries.code IS
  'The transfer''s code, as the client gave it.';
COMMENT ON COLUMN ledger_entries.posted_at IS
  'When the entry was decided; never decreases with the sequence.';

CREATE FUNCTION ledger_entries_require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  faulty record;
BEGIN
  SELECT journal_partition, sequence INTO faulty
    FROM inserted
   GROUP BY journal_partition, sequence
  HAVING sum(signed_minor) <> 0 OR count(*) < 2 OR min(currency) <> max(currency)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'unbalanced ledger entry %/%', faulty.journal_partition, faulty.sequence
      USING ERRCODE = 'check_violation',
            HINT = 'All legs of an entry come in one statement, in one currency, and sum to zero.';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER ledger_entries_balance
  AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_require_balance();

CREATE FUNCTION ledger_entries_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_entries is append-only: % is refused', TG_OP
    USING ERRCODE = 'restrict_violation',
          HINT = 'A mistake is corrected by a transfer in the other direction.';
END
$$;

CREATE TRIGGER ledger_entries_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_refuse_change();
