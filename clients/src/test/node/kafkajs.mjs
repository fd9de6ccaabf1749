// Commands by kafkajs and avsc, as the README's second door promises them to any client.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';
import { Registry } from './avro.mjs';
import { opening, transfer, until } from './commands.mjs';

// The client has no lz4 of its own.
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const registry = new Registry(process.env.PENSTOCK_REGISTRY);
const kafka = new kafkajs.Kafka({
  brokers: [process.env.PENSTOCK_KAFKA],
  logLevel: kafkajs.logLevel.ERROR,
});
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({ groupId: 'kafkajs', readUncommitted: false });
const outcomes = ['accounts.outcomes', 'transfers.outcomes', 'payments.events'];

const seen = [];
const waiting = new Set();
const writers = {};

before(async () => {
  for (const topic of ['accounts.commands', 'transfers.requested', 'payments.commands']) {
    writers[topic] = await registry.writer(topic);
  }
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: outcomes, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message }) => {
      seen.push({ topic, value: await registry.read(message.value) });
      waiting.forEach((look) => look());
    },
  });
});

after(async () => {
  await consumer.disconnect();
  await producer.disconnect();
});

const send = (topic, key, value, more = {}) =>
  producer.send({ topic, messages: [{ key, value: writers[topic](value), ...more }] });

/** The first outcome of this kind, also of those that were read before. */
function outcome(topic, isIt) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(look);
      const here = seen.filter((each) => each.topic === topic).map((each) => each.value);
      reject(new Error(`not in ${topic}: ${isIt} but ${here.map((each) => each.toString()).join()}`));
    }, 120_000);
    const look = () => {
      const found = seen.find((each) => each.topic === topic && isIt(each.value));
      if (found) {
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found.value);
      }
    };
    waiting.add(look);
    look();
  });
}

const decided = (id, revision = 1) =>
  outcome('transfers.outcomes', (each) => each.transfer_id === id && each.revision >= revision);

const balances = (account) => until(`/accounts/${account}`, () => true);

test('accounts are opened', async () => {
  for (const [id, type] of [
    ['js-payer', 'WALLET'],
    ['js-payee', 'WALLET'],
    ['js-shop', 'MERCHANT'],
  ]) {
    await send('accounts.commands', id, opening(id, type));
    const { failure_code } = await outcome('accounts.outcomes', (each) => each.account_id === id);
    assert.equal(failure_code, null);
    assert.equal((await until(`/accounts/${id}`, () => true)).status, 'open');
  }
  await send('accounts.commands', 'js-odd', opening('js-odd', 'WALLET', { currency: 'XXX' }));
  const refused = await outcome('accounts.outcomes', (each) => each.account_id === 'js-odd');
  assert.equal(refused.failure_code.string, 'currency_unknown');
});

test('money moves, whatever partition a command is produced to', async () => {
  const admin = kafka.admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: ['transfers.requested'] });
  await admin.disconnect();
  await send('transfers.requested', 'js-payer', transfer('js-fund', 'world:USD', 'js-payer', 9_007_199_254_740_993n));
  assert.equal((await decided('js-fund')).status, 'POSTED');
  for (const { partitionId } of topics[0].partitions) {
    const id = `js-to-${partitionId}`;
    await send('transfers.requested', 'js-payer', transfer(id, 'js-payer', 'js-payee', 100n), { partition: partitionId });
    const { status, debit_account_id } = await decided(id);
    assert.deepEqual([status, debit_account_id], ['POSTED', 'js-payer']);
  }

  const sent = 100 * topics[0].partitions.length;
  await until('/accounts/js-payee', (each) => each.balances.posted === sent);
  const text = await (await fetch(`${process.env.PENSTOCK_HTTP}/accounts/js-payer`)).text();
  assert.ok(text.includes(`"posted":${9_007_199_254_740_993n - BigInt(sent)}`), text);
});

test('a hold is posted in part, another voided, and a repeat is answered again', async () => {
  const hold = (id) => transfer(id, 'js-payer', 'js-shop', 700n, { kind: 'HOLD' });
  const resolve = (id, kind, pending, amount) => ({
    ...transfer(id, 'js-payer', 'js-shop', 0n),
    kind,
    credits: [],
    pending_id: { string: pending },
    amount_minor: amount && { long: amount },
  });
  await send('transfers.requested', 'js-payer', hold('js-hold-1'));
  await send('transfers.requested', 'js-payer', hold('js-hold-2'));
  await send('transfers.requested', 'js-payer', resolve('js-post', 'POST', 'js-hold-1', 500n));
  await send('transfers.requested', 'js-payer', resolve('js-void', 'VOID', 'js-hold-2', null));

  assert.equal((await decided('js-hold-1')).status, 'PENDING');
  assert.equal((await decided('js-post')).status, 'POSTED');
  assert.equal((await decided('js-void')).status, 'VOIDED');
  assert.equal((await decided('js-hold-1', 2)).status, 'POSTED');
  assert.equal((await decided('js-hold-2', 2)).status, 'VOIDED');
  await until('/accounts/js-shop', (each) => each.balances.posted === 500);

  await send('transfers.requested', 'js-payer', hold('js-hold-1'));
  const again = await outcome('transfers.outcomes', (each) => each.transfer_id === 'js-hold-1' && each.repeated);
  assert.equal(again.failure_code, null);
  await until('/accounts/js-payer', (each) => each.balances.debits_pending === 0);
});

test('what the rules forbid is refused or declined by its code', async () => {
  const before = await balances('js-payee');
  await send('transfers.requested', 'js-payee', transfer('js-poor', 'js-payee', 'js-payer', 1_000_000n));
  await send('transfers.requested', 'js-payee', transfer('js-key', 'js-payer', 'js-payee', 1n));
  await send('transfers.requested', 'js-payer', transfer('js-nothing', 'js-payer', 'js-payee', 0n));

  for (const [id, status, code] of [
    ['js-poor', 'DECLINED', 'insufficient_funds'],
    ['js-key', 'REFUSED', 'wrong_key'],
    ['js-nothing', 'REFUSED', 'amount_must_be_positive'],
  ]) {
    const refused = await decided(id);
    assert.deepEqual([refused.status, refused.failure_code?.string], [status, code]);
  }
  assert.deepEqual((await balances('js-payee')).balances, before.balances);
});

test('a wallet pays, and is paid back in part', async () => {
  const shop = await balances('js-shop');
  const { posted } = shop.balances;
  await send('payments.commands', 'js-pay', {
    payment_id: 'js-pay',
    action: 'CREATE',
    creation: {
      'io.penstock.schemas.PaymentCreation': {
        payer_account_id: { string: 'js-payer' },
        merchant_id: 'owner-js-shop',
        amount_minor: 1000n,
        currency: 'USD',
        funding: 'WALLET',
        capture: 'AUTOMATIC',
      },
    },
  });
  const event = (type) => outcome('payments.events', (each) => each.payment_id === 'js-pay' && each.type === type);
  await event('SUCCEEDED');
  await until('/accounts/js-shop', (each) => each.balances.posted > posted);

  await send('payments.commands', 'js-pay', {
    payment_id: 'js-pay',
    action: 'REFUND',
    amount_minor: { long: 300n },
    refund_id: { string: 'js-back' },
  });
  const refunded = await event('REFUND_SUCCEEDED');
  assert.equal(refunded.refund_id.string, 'js-back');
  const payment = await until('/payments/js-pay', (each) => each.status === 'partially_refunded');
  assert.equal(payment.amount_refunded, 300);

  await send('payments.commands', 'js-none', { payment_id: 'js-none', action: 'CANCEL' });
  const refused = await outcome('payments.events', (each) => each.payment_id === 'js-none');
  assert.deepEqual([refused.type, refused.code?.string], ['REFUSED', 'payment_not_found']);
});
