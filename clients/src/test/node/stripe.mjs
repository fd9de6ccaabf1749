// The PSP simulator, driven by Stripe's own client.
import assert from 'node:assert/strict';
import test from 'node:test';
import Stripe from 'stripe';

const url = new URL(process.env.STRIPE_URL);
const stripe = new Stripe(process.env.STRIPE_KEY, {
  protocol: 'http',
  host: url.hostname,
  port: url.port,
  maxNetworkRetries: 0,
  telemetry: false,
});

const paid = (more = {}) =>
  stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    ...more,
  });

test('a list pages by itself', async () => {
  const made = [];
  for (let i = 0; i < 5; i++) {
    made.push((await paid()).id);
  }

  const listed = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 2 })) {
    listed.push(intent.id);
  }

  assert.deepEqual(listed.slice(0, 5), made.reverse());
});
