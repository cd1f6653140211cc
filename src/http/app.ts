import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { Type } from 'typebox';
import { createChatReader } from './chat-reader.ts';
import { checkChatTokenAccess, checkOwnChat } from './chat-token-access.ts';
import type { HttpServerDeps } from './deps.ts';
import type { EventStream } from './events/event-stream.ts';
import { createSingleFlight } from './query-forge.ts';
import { registerAgentFolderRoutes } from './routes/agent-folders.ts';
import { registerChatChecksRoute } from './routes/chat-checks.ts';
import { registerChatDiffRoute } from './routes/chat-diff.ts';
import { registerChatFileRoutes } from './routes/chat-files.ts';
import { registerChatImageRoute } from './routes/chat-image.ts';
import { registerChatPullRequestRoutes } from './routes/chat-pull-request.ts';
import { registerChatRefreshRoutes } from './routes/chat-refresh.ts';
import { registerChatReviewsRoute } from './routes/chat-reviews.ts';
import { registerChatTokenRoutes } from './routes/chat-tokens.ts';
import { registerChatRoutes } from './routes/chats.ts';
import { registerCheckLogRoute } from './routes/check-log.ts';
import { registerCheckoutRoutes } from './routes/checkouts.ts';
import { registerCommentRoutes } from './routes/comments.ts';
import { registerDiscoveryRoutes } from './routes/discovery.ts';
import { registerEventsRoute } from './routes/events.ts';
import { registerExternalAuthRoute } from './routes/external-auth.ts';
import { registerForgeRoutes } from './routes/forges.ts';
import { registerHealthReportRoute } from './routes/health.ts';
import { registerLoginRoute } from './routes/login.ts';
import { registerMetricsRoute, registerProbeRoutes } from './routes/operation.ts';
import { registerPollingRoute } from './routes/polling.ts';
import { registerPushSignalRoute } from './routes/push-signals.ts';
import { registerSessionRoutes } from './routes/sessions.ts';
import { registerTimelineRoute } from './routes/timeline.ts';
import { registerTokenRightsRoute } from './routes/token-rights.ts';
import { registerWebhookFeedRoutes } from './routes/webhook-feeds.ts';
import { registerWebhookRoute } from './routes/webhooks.ts';
import {
  type Authentication,
  createAuthentication,
  toBearerOnly,
  toUnauthorized,
} from './server/authentication.ts';
import { compressionOptions } from './server/compression.ts';
import { createHeadersOfForges } from './server/image-origins.ts';
import { LoginThrottle } from './server/login-throttle.ts';
import { createRequestObserver } from './server/metrics/metrics.ts';
import { openApiOptions } from './server/open-api.ts';
import {
  createErrorHandler,
  HttpProblem,
  respondToClientError,
} from './server/problem-response.ts';
import { checkHost, checkOrigin, type Reach } from './server/request-guard.ts';
import {
  compileValidator,
  refuseUnstorable,
  registerJsonParser,
} from './server/request-validation.ts';
import type { App } from './server/typed-app.ts';
import { registerWebAssets } from './server/web-assets.ts';

/** What routes need, beside the deps of the server. */
export interface AppDeps extends HttpServerDeps {
  events: Pick<EventStream, 'connect' | 'clientCount'>;
  getReach: () => Reach;
  /** Aborts when the server begins to stop. */
  stopping: AbortSignal;
  /** A request that has not arrived in full by then is cut. */
  requestTimeoutMs?: number;
}

const bodyLimitBytes = 1024 * 1024;
const wholeRequestMs = 30_000;
// Headers are short. A slow body is cut when the whole request takes longer than its limit.
const headersMs = 15_000;
/** Every open page needs one, and strangers may open as many as they like. */
const mostConnections = 16_384;
// A chat id has at most 200 characters, each of which may be percent-encoded.
const maxParamLength = 1024;

/** The HTTP API and the page, without a socket. */
export function createApp(deps: AppDeps): App {
  const { requestTimeoutMs = wholeRequestMs } = deps;
  const handleError = createErrorHandler(deps.logger);
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      // Node swaps the two limits when that of the headers is the longer one.
      headersTimeout: Math.min(headersMs, requestTimeoutMs),
      // By default, limits are enforced up to 30 s late.
      connectionsCheckingInterval: 1_000,
    },
    routerOptions: { maxParamLength },
    clientErrorHandler: respondToClientError,
    frameworkErrors: handleError,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.maxConnections = mostConnections;
  app.setValidatorCompiler(compileValidator);
  // The compiler already checks responses against their schemas; checking each again costs time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(() => {
    throw new HttpProblem(404, 'Nothing is served at this path. /openapi.json lists the API.');
  });
  registerJsonParser(app);
  const throttle = new LoginThrottle(deps);
  const authentication = createAuthentication({
    ...deps,
    throttle,
  });
  registerHooks(app, deps, authentication);
  app.register(fastifySwagger, openApiOptions);
  app.register(fastifyCompress, compressionOptions);
  app.register(fastifyStatic, { serve: false, preCompressed: true });
  app.register(async (scope) =>
    registerRoutes(scope.withTypeProvider(), { ...deps, throttle }, authentication),
  );
  return app;
}

function registerHooks(
  app: App,
  { getReach, stopping, logger, metrics, forges }: AppDeps,
  authentication: Authentication,
): void {
  const getSecurityHeaders = createHeadersOfForges(forges);
  const openToChatTokens: string[] = [];
  app.addHook('onRoute', ({ config, method, url }) => {
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    const isOpen = config?.chatToken && method !== 'HEAD';
    if (isOpen) openToChatTokens.push(`${String(method)} ${path}`);
  });
  app.decorateRequest('session', undefined);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...getSecurityHeaders(), 'cache-control': 'no-store' });
    checkHost(request, getReach());
    const access = request.routeOptions.config?.access;
    if (access !== 'public') {
      request.session = await authentication.findSession(request);
      if (!request.session) throw toUnauthorized();
      if (access === 'bearer' && request.session.by === 'page') throw toBearerOnly();
      checkChatTokenAccess(request, openToChatTokens);
    }
    checkOrigin(request, getReach());
  });
  app.addHook('preHandler', refuseUnstorable);
  app.addHook('preHandler', async (request) => checkOwnChat(request));
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise a stopping server would wait for the keep-alive connection.
    if (stopping.aborted) reply.header('connection', 'close');
  });
  app.addHook('onResponse', createRequestObserver(logger, metrics));
}

const NoQuery = Type.Object({}, { additionalProperties: false });

/** All routes, in one place. */
function registerRoutes(
  app: App,
  deps: AppDeps & { throttle: LoginThrottle },
  authentication: Authentication,
): void {
  const reader = createChatReader(deps.store, deps.forges);
  const getPublicUrl = () => deps.getReach().publicUrl;
  const countClients = () => deps.events.clientCount;
  const flights = createSingleFlight<unknown>();
  // Misspelt parameters are refused, also by routes that have none.
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/v1/') || route.schema?.querystring) return;
    route.schema = { ...route.schema, querystring: NoQuery };
  });
  registerProbeRoutes(app, deps);
  registerHealthReportRoute(app, deps);
  registerPollingRoute(app, deps);
  registerMetricsRoute(app, { ...deps, countClients });
  registerLoginRoute(app, { ...deps, getPublicUrl });
  registerSessionRoutes(app, { ...deps, authentication, getPublicUrl });
  registerChatRoutes(app, { ...deps, reader });
  registerChatTokenRoutes(app, { ...deps, reader });
  registerCheckoutRoutes(app, { ...deps, reader });
  registerChatRefreshRoutes(app, { ...deps, reader });
  registerChatDiffRoute(app, { ...deps, reader, getPublicUrl, flights });
  registerChatChecksRoute(app, { ...deps, reader, getPublicUrl, flights });
  registerCheckLogRoute(app, { ...deps, reader, getPublicUrl, flights });
  registerChatFileRoutes(app, { ...deps, reader, getPublicUrl, flights });
  registerChatImageRoute(app, { ...deps, reader, getPublicUrl, flights });
  registerChatReviewsRoute(app, { ...deps, reader, getPublicUrl, flights });
  registerChatPullRequestRoutes(app, { ...deps, reader, getPublicUrl, flights });
  registerTimelineRoute(app, { ...deps, reader });
  registerCommentRoutes(app, { ...deps, reader, getPublicUrl, flights });
  registerPushSignalRoute(app, deps.markStale);
  registerExternalAuthRoute(app, { ...deps, reader, getPublicUrl });
  registerForgeRoutes(app, deps);
  registerTokenRightsRoute(app, { ...deps, getPublicUrl });
  registerDiscoveryRoutes(app, deps);
  registerAgentFolderRoutes(app, deps);
  registerWebhookRoute(app, deps);
  registerWebhookFeedRoutes(app, { ...deps, getPublicUrl });
  registerEventsRoute(app, deps.events);
  registerOpenApiRoute(app);
  registerWebAssets(app, deps.webDirectory);
}

function registerOpenApiRoute(app: App): void {
  let document: string | undefined;
  const config = { access: 'public' } as const;
  app.get('/openapi.json', { config, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(document);
  });
}
