import performanceHooks from 'node:perf_hooks';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import { DatabaseUnavailable } from '../../store/database.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });

function shortestDelaySeconds(metrics: string): number {
  return Number(/^nodejs_eventloop_lag_min_seconds (\S+)$/m.exec(metrics)?.[1]);
}

describe('probes', () => {
  test('responds without a token and without a database', async () => {
    world.store.outage = new DatabaseUnavailable('connection refused');
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
  });

  test('is ready when database and change feed are connected', async () => {
    const response = await get('/readyz');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'ready', database: true, change_feed: true });
  });

  test('is not ready without a database', async () => {
    world.store.outage = new DatabaseUnavailable('connection refused');
    const response = await get('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({
      status: 'not ready',
      database: false,
      change_feed: true,
      reasons: ['The database does not respond: check that it runs and can be reached.'],
    });
  });

  test('is not ready while the database does not respond', async () => {
    world.store.ping = () => new Promise(() => undefined);
    const response = get('/readyz');
    await world.clock.advance(2_000);
    expect((await response).statusCode).toBe(503);
  });

  test('is not ready while the change feed is disconnected', async () => {
    world.feed.connected = false;
    expect((await get('/readyz')).json()).toMatchObject({
      change_feed: false,
      reasons: [expect.stringContaining('Changes of the database are not received')],
    });
  });
});

describe('metrics', () => {
  test('require the token', async () => {
    expect((await get('/metrics')).statusCode).toBe(401);
  });

  test('contain the sync, the queue, quotas, ages, requests and clients', async () => {
    const { sync } = world.deps.metrics;
    sync.observeRefresh('forge', 'refreshed', 120);
    sync.observeLeaseLoss('forge');
    sync.observeAcquire('forge', 7, 20);
    sync.observeForgeRequest('forge', { api: 'rest', result: 'not_modified' });
    world.quotas = [{ bucket: 'core', quota: 5_000, remaining: 4_000, resetInMs: 60_000 }];
    await get('/api/v1/chats/one', asAdmin);
    const { body, headers } = await get('/metrics', asAdmin);
    expect(headers['content-type']).toContain('text/plain');
    for (const line of [
      'afterpush_refreshes_total{forge="forge",outcome="refreshed"} 1',
      'afterpush_refresh_duration_seconds_sum{forge="forge"} 0.12',
      'afterpush_queue_due{forge="forge"} 3',
      'afterpush_queue_lag_seconds{forge="forge"} 2.5',
      'afterpush_lease_losses_total{forge="forge"} 1',
      'afterpush_acquired_rows_sum{forge="forge"} 7',
      'afterpush_acquire_duration_seconds_sum{forge="forge"} 0.02',
      'afterpush_forge_requests_total{forge="forge",api="rest",result="not_modified"} 1',
      'afterpush_quota_limit{forge="forge",principal="abcdef01",bucket="core"} 5000',
      'afterpush_quota_remaining{forge="forge",principal="abcdef01",bucket="core"} 4000',
      'afterpush_quota_projected{forge="forge",principal="abcdef01",bucket="core"} 100',
      'afterpush_queue_behind{forge="forge"} 1',
      'afterpush_verdict_rows{verdict="in_review"} 2',
      'afterpush_data_age_seconds{verdict="in_review",quantile="0.95"} 8',
      'afterpush_webhook_inbox_lag_seconds 1.5',
      'afterpush_event_stream_clients 2',
      'afterpush_http_request_duration_seconds_count{method="GET",route="/api/v1/chats/:chat",status="404"} 1',
    ]) {
      expect(body).toContain(line);
    }
    expect(body).toContain('process_cpu_seconds_total');
  });

  test('measure the event loop from the first request on, because that keeps a process awake', async () => {
    const monitor = vi.spyOn(performanceHooks, 'monitorEventLoopDelay');
    app = createTestApp(createWorld().deps);
    await get('/healthz');
    expect(monitor).not.toHaveBeenCalled();

    const { body } = await get('/metrics', asAdmin);

    expect(monitor).toHaveBeenCalledOnce();
    expect(shortestDelaySeconds(body)).toBeLessThan(3_600);
  });

  test('report a measured delay of the event loop to scrapes at once and in sequence', async () => {
    const scrape = () => get('/metrics', asAdmin);
    const bodies = [...(await Promise.all([scrape(), scrape()])), await scrape()];
    for (const { body } of bodies) expect(shortestDelaySeconds(body)).toBeLessThan(3_600);
  });

  test('are served without a database', async () => {
    world.store.outage = new DatabaseUnavailable('connection refused');
    const response = await get('/metrics', asAdmin);
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toContain('afterpush_queue_due{');
  });
});
