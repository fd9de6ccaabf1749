// The OpenAPI document as served: redocly's recommended rules, and the page that shows it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { chromium } from 'playwright-core';

const base = process.env.PENSTOCK_HTTP;
const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
const document = await (await fetch(`${base}/openapi.json`)).json();
const directory = mkdtempSync(join(tmpdir(), 'document-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test('redocly finds nothing to say', () => {
  const file = join(directory, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const lint = spawnSync(
    process.execPath,
    ['node_modules/@redocly/cli/bin/cli.js', 'lint', '--config', 'src/test/node/redocly.yaml', '--format', 'json', file],
    {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );
  const { totals, problems } = JSON.parse(lint.stdout);
  assert.deepEqual(problems.map((problem) => `${problem.ruleId}: ${problem.message}`), []);
  assert.equal(totals.errors + totals.warnings, 0);
  assert.equal(lint.status, 0, lint.stderr);
});

test('each operation has an id, a summary and a description', () => {
  assert.ok(operations.length > 30);
  for (const { operationId, summary, description } of operations) {
    assert.ok(operationId && summary && description, operationId);
  }
});

const required = process.env.CLIENTS_OF_OTHERS === 'required';
const skip = !required && !existsSync(browser) && `no browser at ${browser}: apt-get install chromium`;

test('a browser shows every operation, with nothing from elsewhere', { skip }, async () => {
  const context = await chromium.launchPersistentContext(join(directory, 'profile'), {
    executablePath: browser,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const wrong = [];
    const asked = new Set();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        wrong.push(message.text());
      }
    });
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('requestfailed', (request) => wrong.push(`${request.url()} failed`));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) {
        asked.add(new URL(request.url()).origin);
      }
    });

    await page.goto(`${base}/docs`);
    const shown = page.locator('.opblock');
    await page.locator('.opblock').nth(operations.length - 1).waitFor();
    assert.equal(await shown.count(), operations.length);
    for (const operation of operations) {
      const block = page.locator(`[id="operations-${operation.tags[0]}-${operation.operationId}"]`);
      await block.locator('.opblock-summary-control').dispatchEvent('click');
      const text = await block.locator('.opblock-description').textContent();
      assert.ok((await block.textContent()).includes(operation.summary), operation.summary);
      assert.equal(words(text), words(operation.description), operation.operationId);
      // An open one slows the page down.
      await block.locator('.opblock-summary-control').dispatchEvent('click');
    }

    if (process.env.SCREENSHOT) {
      await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
    }
    assert.deepEqual([...asked], [new URL(base).origin]);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
});

/** As read: without marks and line ends. */
function words(markdown) {
  return markdown.replace(/[`*]/g, '').replace(/\s+/g, ' ').trim();
}
