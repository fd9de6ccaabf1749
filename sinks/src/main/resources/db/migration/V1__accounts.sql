-- Accounts as of their latest version. A system account (world:USD, fees:USD, ...) is kept in
-- shards, one a Kafka partition, so that it is never a hot row: each shard is a row of its own, and
-- the account is the sum of them, which account_totals shows. Every other account is one row.
--
-- A row only ever moves forward: an older version that arrives late or again changes nothing.
CREATE TABLE accounts (
  account_id            text        NOT NULL,
  shard                 integer     NOT NULL CHECK (shard >= -1),
  owner_id              text        NOT NULL,
  type                  text        NOT NULL CHECK (type IN ('wallet', 'merchant', 'system')),
  currency              text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  status                text        NOT NULL CHECK (status IN ('open', 'frozen', 'closed')),
  version               bigint      NOT NULL CHECK (version >= 1),
  debits_pending_minor  bigint      NOT NULL CHECK (debits_pending_minor >= 0),
  debits_posted_minor   bigint      NOT NULL CHECK (debits_posted_minor >= 0),
  credits_pending_minor bigint      NOT NULL CHECK (credits_pending_minor >= 0),
  credits_posted_minor  bigint      NOT NULL CHECK (credits_posted_minor >= 0),
  posted_minor          bigint      NOT NULL GENERATED ALWAYS AS
                                      (credits_posted_minor - debits_posted_minor) STORED,
  overdraft_limit_minor bigint      NOT NULL CHECK (overdraft_limit_minor >= 0),
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL,
  PRIMARY KEY (account_id, shard),
  CONSTRAINT accounts_only_system_accounts_have_shards CHECK ((type = 'system') = (shard >= 0))
)
-- Room in each page for the next versions of its rows, which then touch no index.
WITH (fillfactor = 80);

CREATE INDEX accounts_by_owner ON accounts (owner_id);

COMMENT ON TABLE accounts IS
  'Accounts as of their latest version, one row an account, or a shard of a system account.';
COMMENT ON COLUMN accounts.account_id IS
  'The account.';
COMMENT ON COLUMN accounts.shard IS
  'The Kafka partition whose shard of a system account this is; -1 for accounts without shards.';
COMMENT ON COLUMN accounts.owner_id IS
  'Who owns the account.';
COMMENT ON COLUMN accounts.type IS
  'What the account is for: wallet, merchant or system.';
COMMENT ON COLUMN accounts.currency IS
  'ISO 4217 code; every amount of this row is in minor units of it.';
COMMENT ON COLUMN accounts.status IS
  'open; frozen: takes credits only; closed: takes neither debits nor credits, for ever.';
COMMENT ON COLUMN accounts.version IS
  'Number of changes that the account (or this shard of it) has seen; the first is 1.';
COMMENT ON COLUMN accounts.debits_pending_minor IS
  'Sum of the unresolved holds on the account, in minor units.';
COMMENT ON COLUMN accounts.debits_posted_minor IS
  'Sum of all posted debits since the account was opened, in minor units.';
COMMENT ON COLUMN accounts.credits_pending_minor IS
  'Sum of the unresolved holds in favour of the account, in minor units; never counts as funds.';
COMMENT ON COLUMN accounts.credits_posted_minor IS
  'Sum of all posted credits since the account was opened, in minor units.';
COMMENT ON COLUMN accounts.posted_minor IS
  'Posted balance, credits less debits, in minor units.';
COMMENT ON COLUMN accounts.overdraft_limit_minor IS
  'How far the account may go below zero, in minor units; without meaning for system accounts.';
COMMENT ON COLUMN accounts.created_at IS
  'When the account was opened (for a shard: first used).';
COMMENT ON COLUMN accounts.updated_at IS
  'When the latest change was decided.';

-- What the API calls an account: the shards of a system account added up.
CREATE VIEW account_totals AS
  SELECT account_id,
         owner_id,
         type,
         currency,
         min(status)                                     AS status,
         sum(version)                                    AS version,
         sum(debits_pending_minor)                       AS debits_pending_minor,
         sum(debits_posted_minor)                        AS debits_posted_minor,
         sum(credits_pending_minor)                      AS credits_pending_minor,
         sum(credits_posted_minor)                       AS credits_posted_minor,
         sum(posted_minor)                               AS posted_minor,
         sum(posted_minor) - sum(debits_pending_minor)
           + CASE type WHEN 'system' THEN 0 ELSE sum(overdraft_limit_minor) END
                                                         AS available_minor,
         min(created_at)                                 AS created_at,
         max(updated_at)                                 AS updated_at
    FROM accounts
   GROUP BY account_id, owner_id, type, currency;

COMMENT ON VIEW account_totals IS
  'One row an account, the shards of a system account added up; the sums are numeric.';
COMMENT ON COLUMN account_totals.account_id IS
  'The account.';
COMMENT ON COLUMN account_totals.owner_id IS
  'Who owns the account.';
COMMENT ON COLUMN account_totals.type IS
  'What the account is for: wallet, merchant or system.';
COMMENT ON COLUMN account_totals.currency IS
  'ISO 4217 code; every amount of this row is in minor units of it.';
COMMENT ON COLUMN account_totals.status IS
  'open, frozen or closed; the shards of a system account are always open.';
COMMENT ON COLUMN account_totals.version IS
  'Number of changes that the account has seen, in all its shards.';
COMMENT ON COLUMN account_totals.debits_pending_minor IS
  'Sum of the unresolved holds on the account, in minor units.';
COMMENT ON COLUMN account_totals.debits_posted_minor IS
  'Sum of all posted debits, in minor units.';
COMMENT ON COLUMN account_totals.credits_pending_minor IS
  'Sum of the unresolved holds in favour of the account, in minor units.';
COMMENT ON COLUMN account_totals.credits_posted_minor IS
  'Sum of all posted credits, in minor units.';
COMMENT ON COLUMN account_totals.posted_minor IS
  'Posted balance, credits less debits, in minor units.';
COMMENT ON COLUMN account_totals.available_minor IS
  'posted less debits_pending, plus the overdraft limit where there is one, in minor units.';
COMMENT ON COLUMN account_totals.created_at IS
  'When the account was opened (a system account: first used).';
COMMENT ON COLUMN account_totals.updated_at IS
  'When its latest change was decided.';
