import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startAfterpush } from '../support/afterpush-process.ts';
import { readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { ownerToken, startForgeWorld } from '../support/forge-world.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';

interface Attribute {
  key: string;
  value: { stringValue?: string };
}

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Attribute[];
}

interface Exported {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[];
}

/** A collector that keeps what it receives. */
async function startCollector() {
  const exports: Exported[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    exports.push((await json(request)) as Exported);
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const server = await startLoopbackServer((request, response) => void receive(request, response));
  const listSpans = () =>
    exports.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  return { server, exports, listSpans };
}

test('the way of a push from its signal to the event is one trace at the collector', async () => {
  const collector = await startCollector();
  await using server = collector.server;
  await using afterpush = await startAfterpush({
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.origin,
      OTEL_SERVICE_NAME: 'boards',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  });
  const chat = await afterpush.client.createChat({ title: 'Traced' });
  await using _events = await readEvents(afterpush.url);
  const origin = 'https://ada:secret@forge.invalid/acme/app.git';
  await afterpush.client.sendPushSignal({ origin, branch: 'traced', chat_id: chat.id });

  const trace = await eventually('the trace', () => {
    const spans = collector.listSpans();
    const signal = spans.find(({ name }) => name === 'push signal');
    const ofTrace = spans.filter(({ traceId }) => traceId === signal?.traceId);
    return new Set(ofTrace.map(({ name }) => name)).has('event') ? ofTrace : undefined;
  });

  const find = (name: string) => trace.find((span) => span.name === name);
  const toParent = (name: string) => find(name)?.parentSpanId;
  expect(toParent('push signal') ?? '').toBe('');
  expect(toParent('refresh')).toBe(find('push signal')?.spanId);
  for (const name of ['fetch', 'record', 'event']) {
    expect(toParent(name)).toBe(find('refresh')?.spanId);
  }
  const values = find('refresh')?.attributes.map(({ key, value }) => [key, value.stringValue]);
  expect(Object.fromEntries(values ?? [])).toMatchObject({
    'afterpush.branch': 'traced',
    'afterpush.outcome': 'failed',
  });
  const sent = JSON.stringify(collector.exports);
  expect(sent).toContain('"boards"');
  expect(sent).not.toContain('secret');
});

test('a delivery is one trace from its arrival to the event, with what it changed', async () => {
  const collector = await startCollector();
  await using server = collector.server;
  await using world = await startForgeWorld();
  const { forge, repository, cloneUrl: origin } = world;
  const api = { api_base_url: forge.apiBaseUrl, token: ownerToken, webhook_secret: 'of-the-hook' };
  await using afterpush = await startAfterpush({
    environment: {
      AFTERPUSH_FORGES: JSON.stringify([{ id: 'demo', type: 'github', ...api }]),
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${server.origin}/v1/traces`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  });
  const { client } = afterpush;
  await client.installWebhook({ repository });
  const files = { 'late.txt': 'late\n' };
  await forge.commit(repository, [{ branch: 'agent/late', from: 'main', files }]);
  const chat = await client.createChat({ title: 'Late' });
  await client.sendPushSignal({ origin, branch: 'agent/late', chat_id: chat.id });
  await eventually('the first read', async () => {
    const { diff_status } = await client.getChat(chat.id, { wait: 0 });
    return diff_status?.refreshed_at != null;
  });
  await using _events = await readEvents(afterpush.url);
  await forge.openPullRequest({ repository, author: 'grace', head: 'agent/late', title: 'Late' });

  const trace = await eventually('the trace', () => {
    const spans = collector.listSpans();
    const traces = spans
      .filter(({ name }) => name === 'delivery')
      .map(({ traceId }) => spans.filter((span) => span.traceId === traceId));
    return traces.find((ofTrace) => new Set(ofTrace.map(({ name }) => name)).has('event'));
  });

  const root = trace.find(({ name }) => name === 'delivery');
  const values = root?.attributes.map(({ key, value }) => [key, value.stringValue]);
  expect(Object.fromEntries(values ?? [])).toMatchObject({
    'afterpush.branch': 'agent/late',
    'afterpush.forge': 'demo',
    'afterpush.delivery': expect.stringMatching(/./),
  });
  expect(trace.find(({ name }) => name === 'apply')?.parentSpanId).toBe(root?.spanId);
  expect(JSON.stringify(collector.exports)).not.toContain(ownerToken);
});
