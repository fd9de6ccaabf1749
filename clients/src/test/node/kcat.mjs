// The topic door by kcat, which is librdkafka: another partitioner, and bytes that are no command at all.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Registry } from './avro.mjs';
import { opening, transfer, until } from './commands.mjs';

const registry = new Registry(process.env.PENSTOCK_REGISTRY);
const run = promisify(execFile);
const LIMITS = { timeout: 120_000, maxBuffer: 64 << 20, encoding: 'buffer' };

const kcat = async (...options) => (await run('kcat', ['-b', process.env.PENSTOCK_KAFKA, '-q', ...options], LIMITS)).stdout;

/** Produces bytes as one record. */
async function produce(topic, key, bytes) {
  const child = spawn('kcat', ['-b', process.env.PENSTOCK_KAFKA, '-P', '-t', topic, '-k', key, '-D', '\x1e\x1f\x1e'], {
    timeout: LIMITS.timeout,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(bytes);
  const [code] = await new Promise((resolve) => child.on('close', (...ended) => resolve(ended)));
  assert.equal(code, 0);
}

/** All that is committed in a topic now: key and value. */
async function consume(topic) {
  const out = await kcat(
    '-C', '-t', topic, '-o', 'beginning', '-e', '-X', 'isolation.level=read_committed', '-f', '%K %S %k%s',
  );
  const records = [];
  for (let at = 0; at < out.length; ) {
    const [head, keyLength, length] = /^(-?\d+) (-?\d+) /.exec(out.subarray(at, at + 40).toString('latin1'));
    const key = at + head.length;
    const value = key + Math.max(0, Number(keyLength));
    at = value + Math.max(0, Number(length));
    records.push({ key: out.subarray(key, value).toString(), value: out.subarray(value, at) });
  }
  return records;
}

/** Reads a topic again and again until one of its records is as it should be. */
async function found(topic, isIt) {
  const deadline = Date.now() + LIMITS.timeout;
  for (;;) {
    for (const record of await consume(topic)) {
      const it = await isIt(record);
      if (it) {
        return it;
      }
    }
    assert.ok(Date.now() < deadline, `not in ${topic}: ${isIt}`);
  }
}

test('the topics are listed', async () => {
  const { topics } = JSON.parse(await kcat('-L', '-J'));
  const partitions = new Map(topics.map((each) => [each.topic, each.partitions.length]));
  for (const topic of ['accounts.commands', 'transfers.requested', 'payments.commands', 'transfers.outcomes']) {
    assert.ok(partitions.get(topic) > 0, topic);
  }
});

test('commands are produced, and outcomes consumed as they are committed', async () => {
  const account = await registry.writer('accounts.commands');
  const command = await registry.writer('transfers.requested');
  for (const id of ['kcat-payer', 'kcat-payee']) {
    await produce('accounts.commands', id, account(opening(id, 'WALLET')));
    await until(`/accounts/${id}`, (each) => each.status === 'open');
  }
  await produce('transfers.requested', 'kcat-payer', command(transfer('kcat-fund', 'world:USD', 'kcat-payer', 500n)));
  await until('/accounts/kcat-payer', (each) => each.balances.posted === 500);
  await produce('transfers.requested', 'kcat-payer', command(transfer('kcat-pay', 'kcat-payer', 'kcat-payee', 200n)));

  const paid = await found('transfers.outcomes', async ({ value }) => {
    const outcome = await registry.read(value);
    return outcome.transfer_id === 'kcat-pay' && outcome;
  });

  assert.equal(paid.status, 'POSTED');
  await until('/accounts/kcat-payee', (each) => each.balances.posted === 200);
  assert.equal((await until('/accounts/kcat-payer', () => true)).balances.posted, 300);
});

test('bytes that are no command become dead letters, and the next command is taken', async () => {
  const command = await registry.writer('transfers.requested');
  const whole = command(transfer('kcat-cut', 'kcat-payer', 'kcat-payee', 10n));
  const odd = {
    'balances.dead-letters': [Buffer.from('{"not":"avro"}'), whole.subarray(0, whole.length - 3), Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1])],
    'payments.dead-letters': [Buffer.from('raw bytes'), Buffer.from([0])],
  };
  const topics = { 'balances.dead-letters': 'transfers.requested', 'payments.dead-letters': 'payments.commands' };
  for (const [letters, all] of Object.entries(odd)) {
    for (const bytes of all) {
      await produce(topics[letters], 'kcat-payer', bytes);
    }
    for (const bytes of all) {
      await found(letters, async ({ value }) => value.equals(bytes));
    }
  }

  await produce('transfers.requested', 'kcat-payer', command(transfer('kcat-after', 'kcat-payer', 'kcat-payee', 50n)));
  await until('/accounts/kcat-payee', (each) => each.balances.posted === 250);
});
