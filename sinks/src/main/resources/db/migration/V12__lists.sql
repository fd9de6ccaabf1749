-- GET /accounts and GET /transfers: newest first, whatever they are filtered by, without ever reading
-- more than some thousand rows a page.

-- A post or void is an answer to its hold, and no list shows it: such rows are in no index of lists.
DROP INDEX transfers_by_debit_account;
CREATE INDEX transfers_by_debit_account ON transfers (debit_account_id, created_at)
  WHERE kind NOT IN ('post', 'void');
-- Nearly every transfer has one credit; what further ones there are is in transfer_credits.
CREATE INDEX transfers_by_credit_account ON transfers ((credits->0->>'account_id'), created_at)
  WHERE kind NOT IN ('post', 'void');
-- Open holds are few among all transfers of a busy account.
CREATE INDEX transfers_open_by_debit_account ON transfers (debit_account_id, created_at)
  WHERE status = 'pending' AND kind NOT IN ('post', 'void');
CREATE INDEX transfers_open_by_credit_account ON transfers ((credits->0->>'account_id'), created_at)
  WHERE status = 'pending' AND kind NOT IN ('post', 'void');
-- Rows arrive in the order of time: this index grows at its end only. It serves periods as well.
DROP INDEX transfers_by_time;
CREATE INDEX transfers_by_time ON transfers (created_at) WHERE kind NOT IN ('post', 'void');
CREATE INDEX transfers_by_status ON transfers (status, created_at)
  WHERE status <> 'posted' AND kind NOT IN ('post', 'void');
CREATE INDEX transfers_by_code ON transfers (code, created_at)
  WHERE code IS NOT NULL AND kind NOT IN ('post', 'void');
CREATE INDEX transfers_by_metadata ON transfers USING gin (metadata jsonb_path_ops)
  WHERE metadata <> '{}'::jsonb AND kind NOT IN ('post', 'void');

DROP INDEX accounts_by_owner;
CREATE INDEX accounts_by_owner ON accounts (owner_id, created_at);
CREATE INDEX accounts_by_time ON accounts (created_at);
CREATE INDEX accounts_by_type ON accounts (type, created_at);
CREATE INDEX accounts_by_currency ON accounts (currency, created_at);
CREATE INDEX accounts_not_open ON accounts (status, created_at) WHERE status <> 'open';

CREATE TABLE transfer_credits (
  account_id       text        NOT NULL,
  created_at       timestamptz NOT NULL,
  transfer_id      text        NOT NULL,
  scope_account_id text        NOT NULL,
  PRIMARY KEY (account_id, created_at, transfer_id, scope_account_id)
);
CREATE INDEX transfer_credits_by_transfer ON transfer_credits (transfer_id, scope_account_id);

COMMENT ON TABLE transfer_credits IS
  'Who is paid by a transfer beside its first credit account, so that an account''s transfers are found; kept by triggers of transfers.';
COMMENT ON COLUMN transfer_credits.account_id IS
  'The account that is paid.';
COMMENT ON COLUMN transfer_credits.created_at IS
  'When the transfer was first decided.';
COMMENT ON COLUMN transfer_credits.transfer_id IS
  'The transfer.';
COMMENT ON COLUMN transfer_credits.scope_account_id IS
  'The account that the transfer''s id is unique for.';

CREATE FUNCTION keep_transfer_credits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM transfer_credits
     WHERE transfer_id = NEW.transfer_id AND scope_account_id = NEW.scope_account_id;
  END IF;
  INSERT INTO transfer_credits (account_id, created_at, transfer_id, scope_account_id)
  SELECT DISTINCT credit->>'account_id', NEW.created_at, NEW.transfer_id, NEW.scope_account_id
    FROM jsonb_array_elements(NEW.credits) WITH ORDINALITY AS legs (credit, leg)
   WHERE leg > 1
     AND NEW.kind NOT IN ('post', 'void')
     AND credit->>'account_id' NOT IN (NEW.debit_account_id, NEW.credits->0->>'account_id')
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

CREATE TRIGGER transfers_with_several_credits AFTER INSERT ON transfers
  FOR EACH ROW WHEN (jsonb_array_length(NEW.credits) > 1)
  EXECUTE FUNCTION keep_transfer_credits();

-- Only where an id is used anew after its retention; what becomes of a transfer adds no account.
CREATE TRIGGER transfers_used_anew AFTER UPDATE ON transfers
  FOR EACH ROW WHEN (OLD.created_at <> NEW.created_at)
  EXECUTE FUNCTION keep_transfer_credits();

INSERT INTO transfer_credits (account_id, created_at, transfer_id, scope_account_id)
SELECT DISTINCT credit->>'account_id', created_at, transfer_id, scope_account_id
  FROM transfers, jsonb_array_elements(credits) WITH ORDINALITY AS legs (credit, leg)
 WHERE leg > 1
   AND kind NOT IN ('post', 'void')
   AND credit->>'account_id' NOT IN (debit_account_id, credits->0->>'account_id');
