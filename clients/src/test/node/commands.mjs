// Commands of the topic door, with all that their schemas ask for and nothing that has a default.
export const opening = (accountId, type, more = {}) => ({
  command_id: `open-${accountId}`,
  account_id: accountId,
  action: 'OPEN',
  opening: {
    'io.penstock.schemas.AccountOpening': { owner_id: `owner-${accountId}`, type, currency: 'USD', ...more },
  },
});

export const transfer = (id, debit, credit, amount, more = {}) => ({
  transfer_id: id,
  kind: 'DIRECT',
  debit_account_id: debit,
  credits: [{ account_id: credit, amount_minor: amount }],
  currency: 'USD',
  ...more,
});

/** Reads a resource again and again until it is as it should be. */
export async function until(path, isSo) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const response = await fetch(process.env.PENSTOCK_HTTP + path);
    const body = await response.json();
    if (response.ok && isSo(body)) {
      return body;
    }
    if (Date.now() > deadline) {
      throw new Error(`${path} is still ${response.status} ${JSON.stringify(body)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
