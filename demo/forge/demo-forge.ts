import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControlApi } from './control/control-api.ts';
import { createForgeControls, type ForgeControls } from './control/forge-controls.ts';
import { createFaults, type Faults } from './faults/fault-rules.ts';
import { createGraphqlApi } from './graphql/graphql-api.ts';
import { createRequestListener } from './http/handle-request.ts';
import { createRateLimitRoute, createRateLimits, type RateLimits } from './http/rate-limits.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import { createRestApi } from './http/rest-api.ts';
import { createPages } from './pages/pages.ts';
import { createCheckRoutes } from './rest/check-routes.ts';
import { createComparisonRoutes, createContentRoutes } from './rest/file-routes.ts';
import { createHookRoutes } from './rest/hook-routes.ts';
import { createLogRoutes } from './rest/log-routes.ts';
import { createPullRequestRoutes } from './rest/pull-request-routes.ts';
import { createRepositoryRoutes } from './rest/repository-routes.ts';
import { createCommentRoutes, createReviewRoutes } from './rest/review-routes.ts';
import { createDeliveries, type Deliveries, type DeliveryService } from './webhooks/deliveries.ts';
import { createWorld, type World } from './world/world.ts';

export interface DemoForgeOptions {
  /** 0, the default, picks a free port. */
  port?: number;
  host?: string;
  /** Where the bare repositories are created. */
  directory: string;
  now?: () => Date;
  /** Requests per account and hour, as on GitHub; benchmarks raise it. */
  hourlyRateLimit?: number;
  /** Called with every request on arrival. */
  onRequest?: (request: IncomingMessage) => void;
}

/** A running forge: real git over HTTP, GitHub's API, and controls to change its world. */
export interface DemoForge extends ForgeControls, AsyncDisposable {
  readonly webBaseUrl: string;
  readonly apiBaseUrl: string;
  readonly graphqlUrl: string;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly rateLimits: RateLimits;
  /** The deliveries to webhooks, and the faults injected into them. */
  readonly deliveries: Deliveries;
  /** The raw state, for tests that need what the controls do not offer. */
  readonly world: World;
}

const defaultHourlyRateLimit = 5000;

/** Starts a forge with an empty world. */
export async function startDemoForge(options: DemoForgeOptions): Promise<DemoForge> {
  const { directory, now = () => new Date(), host = '127.0.0.1' } = options;
  await mkdir(directory, { recursive: true });
  const server = createServer({ keepAliveTimeout: 60_000 });
  const webBaseUrl = await listen(server, host, options.port ?? 0);
  const world = createWorld(webBaseUrl, directory, now);
  const limits = createRateLimits(options.hourlyRateLimit ?? defaultHourlyRateLimit, now);
  const faults = createFaults();
  const requests = createRequestLog();
  const deliveries = createDeliveries(world);
  const controls = createForgeControls(world);
  const parts = {
    world,
    faults,
    requests,
    rest: createRestApi(world, limits, createRoutes(world, limits, deliveries)),
    graphql: createGraphqlApi(world, limits),
    page: createPages(world),
    control: createControlApi(controls, { faults, requests, deliveries }),
  };
  if (options.onRequest) server.on('request', options.onRequest);
  server.on('request', createRequestListener(parts));
  return {
    ...controls,
    webBaseUrl,
    apiBaseUrl: `${webBaseUrl}/api/v3`,
    graphqlUrl: `${webBaseUrl}/api/graphql`,
    requests,
    faults,
    rateLimits: limits,
    deliveries,
    world,
    [Symbol.asyncDispose]: async () => {
      await deliveries.stop();
      await stop(server, faults);
    },
  };
}

function createRoutes(world: World, limits: RateLimits, deliveries: DeliveryService) {
  return [
    createRateLimitRoute(limits),
    ...createPullRequestRoutes(world),
    ...createReviewRoutes(world),
    ...createCommentRoutes(world),
    ...createHookRoutes(world, deliveries),
    ...createComparisonRoutes(world),
    ...createContentRoutes(world),
    ...createCheckRoutes(world),
    ...createLogRoutes(world),
    ...createRepositoryRoutes(world),
  ];
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}

function stop(server: Server, faults: Faults): Promise<void> {
  faults.clear();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
