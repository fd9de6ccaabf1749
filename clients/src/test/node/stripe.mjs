// The PSP simulator, driven by Stripe's own client.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import test from 'node:test';
import Stripe from 'stripe';

const url = new URL(process.env.STRIPE_URL);
const settings = {
  protocol: 'http',
  host: url.hostname,
  port: url.port,
  maxNetworkRetries: 0,
  telemetry: false,
};
const stripe = new Stripe(process.env.STRIPE_KEY, settings);

const pay = (more = {}, options = {}) =>
  stripe.paymentIntents.create(
    { amount: 1000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true, ...more },
    options,
  );

/** What a call is refused with. */
async function refusal(call) {
  try {
    await call;
  } catch (e) {
    return e;
  }
  assert.fail('it was not refused');
}

const ids = (list) => list.data.map((each) => each.id);

test('lists page by themselves, forwards and backwards', async () => {
  const made = [];
  for (let i = 0; i < 5; i++) {
    made.push((await pay()).id);
  }

  const forwards = [];
  for await (const each of stripe.paymentIntents.list({ limit: 2 })) {
    forwards.push(each.id);
  }
  const backwards = [];
  for await (const each of stripe.paymentIntents.list({ limit: 2, ending_before: made[0] })) {
    backwards.push(each.id);
  }

  assert.deepEqual(forwards.slice(0, 5), made.toReversed());
  assert.deepEqual(backwards, made.slice(1));
  assert.equal((await stripe.paymentIntents.list({ limit: 5 }).autoPagingToArray({ limit: 9 })).length, 5);
});

test('charges are listed by payment intent', async () => {
  const declined = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
  await refusal(
    stripe.paymentIntents.confirm(declined.id, { payment_method: 'pm_card_chargeDeclined' }),
  );
  const paid = await stripe.paymentIntents.confirm(declined.id, { payment_method: 'pm_card_visa' });
  await pay();

  const charges = await stripe.charges.list({ payment_intent: paid.id });

  assert.deepEqual(
    charges.data.map((each) => [each.payment_intent, each.status]),
    [
      [paid.id, 'succeeded'],
      [paid.id, 'failed'],
    ],
  );
  assert.equal(charges.data[0].id, paid.latest_charge);
  const second = await stripe.charges.list({ payment_intent: paid.id, limit: 1, starting_after: paid.latest_charge });
  assert.deepEqual(ids(second), [charges.data[1].id]);
  const unknown = await refusal(stripe.charges.list({ payment_intent: 'pi_nobody' }));
  assert.deepEqual([unknown.statusCode, unknown.code, unknown.param], [400, 'resource_missing', 'payment_intent']);
});

test('a list that starts after nothing known is refused', async () => {
  const intent = await pay();
  const lists = ['paymentIntents', 'charges', 'refunds', 'balanceTransactions', 'events', 'disputes'];
  for (const list of lists) {
    for (const cursor of ['starting_after', 'ending_before']) {
      const e = await refusal(stripe[list].list({ [cursor]: 'xx_nobody' }));
      assert.ok(e instanceof Stripe.errors.StripeInvalidRequestError, list);
      assert.deepEqual([e.statusCode, e.code, e.param], [400, 'resource_missing', cursor]);
      assert.match(e.message, /^No such .*: 'xx_nobody'$/);
    }
  }
  const foreign = await refusal(stripe.charges.list({ starting_after: intent.id }));
  assert.equal(foreign.code, 'resource_missing');
});

test('what cannot be expanded is refused before anything is done', async () => {
  const intent = await pay();
  const { length } = (await stripe.paymentIntents.list({ limit: 100 })).data;
  const refused = [
    [() => stripe.paymentIntents.retrieve(intent.id, { expand: ['amount'] }), '(amount)'],
    [() => stripe.paymentIntents.retrieve(intent.id, { expand: ['bogus'] }), '(bogus)'],
    [() => stripe.paymentIntents.retrieve('pi_nobody', { expand: ['bogus'] }), '(bogus)'],
    [() => stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.bogus.x'] }), '(latest_charge.bogus)'],
    [() => stripe.charges.list({ expand: ['bogus'] }), '(bogus)'],
    [() => pay({ expand: ['latest_charge', 'bogus'] }), '(bogus)'],
  ];
  for (const [call, named] of refused) {
    const e = await refusal(call());
    assert.ok(e instanceof Stripe.errors.StripeInvalidRequestError);
    assert.deepEqual([e.statusCode, e.message], [400, `This property cannot be expanded ${named}.`]);
  }
  const hint = await refusal(stripe.charges.list({ expand: ['payment_intent'] }));
  assert.match(hint.message, /You may want to try expanding 'data.payment_intent' instead\.$/);
  const deep = await refusal(
    stripe.charges.list({ expand: ['data.payment_intent.latest_charge.payment_intent.customer'] }),
  );
  assert.equal(deep.code, 'property_expansion_max_depth');
  assert.equal((await stripe.paymentIntents.list({ limit: 100 })).data.length, length);
});

test('what can be expanded is', async () => {
  const intent = await pay({
    expand: ['latest_charge.balance_transaction', 'latest_charge.refunds', 'payment_method', 'customer'],
  });
  assert.equal(intent.latest_charge.balance_transaction.amount, 1000);
  assert.deepEqual(intent.latest_charge.refunds.data, []);
  assert.equal(intent.payment_method.card.last4, '4242');
  await stripe.refunds.create({ payment_intent: intent.id, amount: 300 });
  const listed = await stripe.balanceTransactions.list({ limit: 1, expand: ['data.source.charge'] });
  assert.equal(listed.data[0].source.charge.payment_intent, intent.id);
});

test('an unknown currency is refused with a list of the known', async () => {
  for (const currency of ['zzz', 'usdx', 'u$d']) {
    const e = await refusal(pay({ currency }));
    assert.deepEqual([e.statusCode, e.rawType, e.param], [400, 'invalid_request_error', 'currency']);
    assert.ok(e.message.startsWith(`Invalid currency: ${currency}. Stripe currently supports`));
    assert.match(e.message, / usd, .*eur, .*jpy/);
  }
  assert.equal((await pay({ currency: 'ISK', amount: 500 })).currency, 'isk');
});

test('an idempotency key has 255 characters at most', async () => {
  const first = await pay({}, { idempotencyKey: 'k'.repeat(255) });
  const again = await pay({}, { idempotencyKey: 'k'.repeat(255) });
  assert.equal(again.id, first.id);
  assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');

  const tooLong = await refusal(pay({}, { idempotencyKey: 'k'.repeat(256) }));
  assert.ok(tooLong instanceof Stripe.errors.StripeInvalidRequestError);
  assert.equal(tooLong.statusCode, 400);

  const other = await refusal(pay({ amount: 2000 }, { idempotencyKey: 'k'.repeat(255) }));
  assert.ok(other instanceof Stripe.errors.StripeIdempotencyError);
});

test('a raw card number is refused as an invalid request, with 402', async () => {
  const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' };
  const calls = [
    () => stripe.paymentMethods.create({ type: 'card', card }),
    () => pay({ payment_method: undefined, payment_method_data: { type: 'card', card } }),
  ];
  for (const call of calls) {
    const e = await refusal(call());
    assert.deepEqual([e.statusCode, e.rawType, e.code], [402, 'invalid_request_error', undefined]);
    assert.match(e.message, /^Sending card numbers directly/);
  }
  const token = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_mastercard' } });
  assert.equal(token.card.brand, 'mastercard');
  assert.equal((await pay({ payment_method: token.id })).status, 'succeeded');
});

test('a payment with a return_url sends its holder there and back', async () => {
  const create = { payment_method: 'pm_card_threeDSecure2Required', return_url: 'https://shop.example/done?order=7' };
  for (const [success, outcome, status] of [
    [true, 'succeeded', 'succeeded'],
    [false, 'failed', 'requires_payment_method'],
  ]) {
    const intent = await pay(create);
    assert.equal(intent.status, 'requires_action');
    assert.equal(intent.next_action.type, 'redirect_to_url');
    assert.deepEqual(Object.keys(intent.next_action.redirect_to_url).sort(), ['return_url', 'url']);
    assert.equal(intent.next_action.redirect_to_url.return_url, create.return_url);

    const page = intent.next_action.redirect_to_url.url;
    const [, action] = /action="([^"]*)"/.exec(await (await fetch(page)).text());
    const answered = await fetch(new URL(action.replace('true', success), page), {
      method: 'POST',
      redirect: 'manual',
    });

    assert.equal(answered.status, 303);
    const back = new URL(answered.headers.get('location'));
    assert.equal(back.searchParams.get('order'), '7');
    assert.equal(back.searchParams.get('payment_intent'), intent.id);
    assert.equal(back.searchParams.get('payment_intent_client_secret'), intent.client_secret);
    assert.equal(back.searchParams.get('redirect_status'), outcome);
    assert.equal((await stripe.paymentIntents.retrieve(intent.id)).status, status);
  }
  const script = await pay({ ...create, use_stripe_sdk: true });
  assert.equal(script.next_action.type, 'use_stripe_sdk');
  const plain = await pay({ ...create, return_url: undefined });
  assert.equal(plain.next_action.type, 'use_stripe_sdk');
  const broken = await refusal(pay({ ...create, return_url: 'nowhere' }));
  assert.deepEqual([broken.statusCode, broken.code, broken.param], [400, 'url_invalid', 'return_url']);
});

test('the version of the API is that of the call, and an unknown one is refused', async () => {
  const own = await pay();
  assert.equal(own.lastResponse.apiVersion, stripe.getApiField('version'));
  for (const apiVersion of ['2023-10-16', '2024-06-20', '2024-09-30.acacia', '2026-07-29.dahlia']) {
    const intent = await stripe.paymentIntents.retrieve(own.id, {}, { apiVersion });
    assert.equal(intent.lastResponse.apiVersion, apiVersion);
  }
  for (const apiVersion of ['2099-01-01.zebra', '2023-13-01', '2010-01-01', '2026-07-29', 'latest']) {
    const e = await refusal(stripe.paymentIntents.retrieve(own.id, {}, { apiVersion }));
    assert.deepEqual([e.statusCode, e.message], [400, `Invalid Stripe API version: ${apiVersion}`]);
  }
  const bare = await fetch(new URL(`/v1/payment_intents/${own.id}`, url), {
    headers: { Authorization: `Bearer ${process.env.STRIPE_KEY}` },
  });
  assert.match(bare.headers.get('stripe-version'), /^\d{4}-\d{2}-\d{2}\.[a-z]+$/);
});

test('a payment intent is updated, its amount until it is charged', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    metadata: { order: '7', note: 'first' },
  });

  const changed = await stripe.paymentIntents.update(intent.id, {
    amount: 1500,
    description: 'two chairs',
    metadata: { note: '', colour: 'red' },
    payment_method: 'pm_card_visa',
  });

  assert.deepEqual(changed.metadata, { order: '7', colour: 'red' });
  assert.deepEqual([changed.amount, changed.description, changed.status], [1500, 'two chairs', 'requires_confirmation']);
  const found = await stripe.paymentIntents.search({ query: "metadata['colour']:'red'" });
  assert.deepEqual(ids(found), [intent.id]);
  const paid = await stripe.paymentIntents.confirm(intent.id);
  assert.equal(paid.amount_received, 1500);
  const late = await refusal(stripe.paymentIntents.update(intent.id, { amount: 9 }));
  assert.deepEqual([late.statusCode, late.code], [400, 'payment_intent_unexpected_state']);
  const noted = await stripe.paymentIntents.update(intent.id, { metadata: '', description: '' });
  assert.deepEqual([noted.metadata, noted.description], [{}, null]);
  assert.equal((await stripe.paymentIntents.retrieve(intent.id)).amount, 1500);
  const long = await refusal(stripe.paymentIntents.update(intent.id, { metadata: { k: 'v'.repeat(501) } }));
  assert.deepEqual([long.statusCode, long.param], [400, 'metadata[k]']);
  assert.equal((await refusal(stripe.paymentIntents.update('pi_nobody', {}))).statusCode, 404);
});

test('a refund and a charge are updated', async () => {
  const intent = await pay();
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 300, metadata: { a: '1' } });

  const changed = await stripe.refunds.update(refund.id, { metadata: { b: '2' } });
  const charge = await stripe.charges.update(intent.latest_charge, { description: 'a chair' });

  assert.deepEqual([changed.metadata, changed.amount], [{ a: '1', b: '2' }, 300]);
  assert.equal(charge.description, 'a chair');
  const told = await stripe.events.list({ types: ['refund.updated', 'charge.updated'], limit: 2 });
  assert.deepEqual(told.data.map((each) => [each.type, each.data.object.id]), [
    ['charge.updated', charge.id],
    ['refund.updated', refund.id],
  ]);
  assert.equal((await refusal(stripe.refunds.update('re_nobody', {}))).statusCode, 404);
});

test('disputed cards are disputed', async () => {
  for (const [token, reason, status] of [
    ['pm_card_createDispute', 'fraudulent', 'needs_response'],
    ['pm_card_createDisputeProductNotReceived', 'product_not_received', 'needs_response'],
    ['pm_card_createDisputeInquiry', 'fraudulent', 'warning_needs_response'],
  ]) {
    const intent = await pay({ payment_method: token });
    assert.equal(intent.status, 'succeeded');
    const { data } = await stripe.disputes.list({ payment_intent: intent.id, expand: ['data.charge'] });
    assert.equal(data.length, 1);
    const [dispute] = data;
    assert.deepEqual([dispute.reason, dispute.status, dispute.amount], [reason, status, 1000]);
    assert.equal(dispute.charge.disputed, true);
    const created = await stripe.events.list({ type: 'charge.dispute.created', limit: 1 });
    assert.equal(created.data[0].data.object.id, dispute.id);
    const refunding = stripe.refunds.create({ payment_intent: intent.id });
    if (status === 'needs_response') {
      assert.equal(dispute.balance_transactions[0].net, -2500);
      assert.equal((await refusal(refunding)).code, 'charge_disputed');
    } else {
      assert.deepEqual(dispute.balance_transactions, []);
      assert.equal((await refunding).status, 'succeeded');
    }
  }
});

test('a dispute is won, lost or closed', async () => {
  const raise = async (more = {}) => {
    const intent = await pay({ payment_method: 'pm_card_createDispute', ...more });
    return (await stripe.disputes.list({ charge: intent.latest_charge })).data[0];
  };
  const text = (uncategorized_text) => ({ evidence: { uncategorized_text } });

  const won = await stripe.disputes.update((await raise()).id, text('winning_evidence'));
  const lost = await stripe.disputes.update((await raise()).id, text('losing_evidence'));
  const open = await stripe.disputes.update((await raise()).id, { ...text('see'), submit: false });
  const closed = await stripe.disputes.close((await raise()).id);

  assert.deepEqual(
    [won, lost, open, closed].map((each) => each.status),
    ['won', 'lost', 'needs_response', 'lost'],
  );
  assert.deepEqual(won.balance_transactions.map((each) => each.amount), [-1000, 1000]);
  assert.equal((await refusal(stripe.disputes.close(won.id))).statusCode, 400);
  assert.equal((await refusal(stripe.disputes.retrieve('du_nobody'))).statusCode, 404);

  const held = await pay({ payment_method: 'pm_card_createDispute', capture_method: 'manual' });
  assert.deepEqual((await stripe.disputes.list({ payment_intent: held.id })).data, []);
  await stripe.paymentIntents.capture(held.id);
  assert.equal((await stripe.disputes.list({ payment_intent: held.id })).data.length, 1);
});

test('errors have the classes that the client gives them', async () => {
  const { errors } = Stripe;
  const stranger = new Stripe('sk_test_stranger', settings);
  const declined = await refusal(pay({ payment_method: 'pm_card_chargeDeclinedInsufficientFunds' }));
  assert.ok(declined instanceof errors.StripeCardError);
  assert.deepEqual([declined.code, declined.decline_code], ['card_declined', 'insufficient_funds']);
  assert.equal(declined.payment_intent.status, 'requires_payment_method');
  assert.ok(declined.requestId.startsWith('req_'));
  assert.ok((await refusal(stranger.balanceTransactions.list())) instanceof errors.StripeAuthenticationError);
  const missing = await refusal(stripe.paymentIntents.create({ currency: 'usd' }));
  assert.deepEqual([missing.code, missing.param], ['parameter_missing', 'amount']);
  assert.equal((await refusal(stripe.charges.retrieve('ch_nobody'))).code, 'resource_missing');
  assert.ok((await refusal(stripe.customers.list())) instanceof errors.StripeInvalidRequestError);
});

test('events arrive signed, and forged ones do not pass', async () => {
  const arrived = [];
  const shop = http.createServer(async (request, response) => {
    const chunks = await request.toArray();
    arrived.push([Buffer.concat(chunks), request.headers['stripe-signature']]);
    response.end();
    shop.emit('arrived');
  });
  shop.listen(Number(process.env.WEBHOOK_PORT), '127.0.0.1');
  await once(shop, 'listening');
  try {
    const intent = await pay({ payment_method: 'pm_card_createDispute' });
    const wanted = ['payment_intent.succeeded', 'charge.succeeded', 'charge.dispute.created'];
    const told = new Set();
    let seen = 0;
    while (!wanted.every((type) => told.has(type))) {
      while (seen === arrived.length) {
        await once(shop, 'arrived', { signal: AbortSignal.timeout(60_000) });
      }
      const [body, signature] = arrived[seen++];
      const event = await stripe.webhooks.constructEvent(body, signature, process.env.WEBHOOK_SECRET);
      const { object } = event.data;
      if (object.id === intent.id || object.payment_intent === intent.id) {
        told.add(event.type);
      }
    }
    const [body, signature] = arrived[0];
    const forged = Buffer.from(body.toString().replace('succeeded', 'canceled!'));
    const { StripeSignatureVerificationError } = Stripe.errors;
    const check = (payload, header, secret) => () => stripe.webhooks.constructEvent(payload, header, secret);
    assert.throws(check(Buffer.concat([body, Buffer.from(' ')]), signature, process.env.WEBHOOK_SECRET), StripeSignatureVerificationError);
    assert.throws(check(forged.equals(body) ? Buffer.from('{}') : forged, signature, process.env.WEBHOOK_SECRET), StripeSignatureVerificationError);
    assert.throws(check(body, signature, 'whsec_other'), StripeSignatureVerificationError);
  } finally {
    shop.closeAllConnections();
    shop.close();
  }
});
