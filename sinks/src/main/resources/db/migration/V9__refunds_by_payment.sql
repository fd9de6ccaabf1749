-- A refund's id is unique for its payment only: two payments' refunds with one id were one row.
-- Nothing is read again by this: whoever had such refunds reads refunds.events into an empty table.
ALTER TABLE refunds DROP CONSTRAINT refunds_pkey;
ALTER TABLE refunds ADD CONSTRAINT refunds_pkey PRIMARY KEY (payment_id, refund_id);

-- The key begins with the payment now.
DROP INDEX refunds_by_payment;
CREATE INDEX refunds_by_id ON refunds (refund_id);

COMMENT ON COLUMN refunds.refund_id IS
  'The refund; unique for its payment.';
