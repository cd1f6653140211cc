import { Type } from 'typebox';
import type { AppOptions } from './app-options.ts';
import { createChatReader } from './chat-reader.ts';
import { registerChatChecksRoute } from './routes/chat-checks.ts';
import { registerChatDiffRoute } from './routes/chat-diff.ts';
import { registerChatFileRoute } from './routes/chat-file.ts';
import { registerChatFileDiffRoute } from './routes/chat-file-diff.ts';
import { registerChatRefreshRoutes } from './routes/chat-refresh.ts';
import { registerChatReviewsRoute } from './routes/chat-reviews.ts';
import { registerChatRoutes } from './routes/chats.ts';
import { registerCommentRoutes } from './routes/comments.ts';
import { registerEventsRoute } from './routes/events.ts';
import { registerExternalAuthRoute } from './routes/external-auth.ts';
import { registerForgeRoutes } from './routes/forges.ts';
import { registerHealthRoutes } from './routes/health.ts';
import { registerHealthReportRoute } from './routes/health-report.ts';
import { registerLoginRoute } from './routes/login.ts';
import { registerMetricsRoute } from './routes/metrics.ts';
import { registerPushSignalRoute } from './routes/push-signals.ts';
import { registerTimelineRoute } from './routes/timeline.ts';
import { registerWebhookFeedRoutes } from './routes/webhook-feeds.ts';
import { registerWebhookRoute } from './routes/webhooks.ts';
import type { Authentication } from './server/authentication.ts';
import type { App } from './server/typed-app.ts';
import { registerWebAssets } from './server/web-assets.ts';
import { createSingleFlight } from './single-flight.ts';

const NoQuery = Type.Object({}, { additionalProperties: false });

/** Everything that can be asked, in one place. */
export function registerRoutes(
  app: App,
  options: AppOptions,
  authentication: Authentication,
): void {
  const reader = createChatReader(options.store, options.forges);
  const getPublicUrl = () => options.getReach().publicUrl;
  const countClients = () => options.events.clientCount;
  const flights = createSingleFlight<unknown>();
  // A misspelt parameter is told, also where none is known.
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/v1/') || route.schema?.querystring) return;
    route.schema = { ...route.schema, querystring: NoQuery };
  });
  registerHealthRoutes(app, options);
  registerHealthReportRoute(app, options);
  registerMetricsRoute(app, { ...options, countClients });
  registerLoginRoute(app, authentication, getPublicUrl);
  registerChatRoutes(app, { ...options, reader });
  registerChatRefreshRoutes(app, { ...options, reader });
  registerChatDiffRoute(app, { ...options, reader, getPublicUrl, flights });
  registerChatChecksRoute(app, { ...options, reader, getPublicUrl, flights });
  registerChatFileRoute(app, { ...options, reader, getPublicUrl, flights });
  registerChatFileDiffRoute(app, { ...options, reader, getPublicUrl, flights });
  registerChatReviewsRoute(app, { ...options, reader, getPublicUrl, flights });
  registerTimelineRoute(app, { ...options, reader });
  registerCommentRoutes(app, { ...options, reader, getPublicUrl, flights });
  registerPushSignalRoute(app, options.markStale);
  registerExternalAuthRoute(app, { ...options, reader, getPublicUrl });
  registerForgeRoutes(app, options);
  registerWebhookRoute(app, options);
  registerWebhookFeedRoutes(app, { ...options, getPublicUrl });
  registerEventsRoute(app, options.events);
  registerOpenApiRoute(app);
  registerWebAssets(app, options.webDirectory);
}

function registerOpenApiRoute(app: App): void {
  let document: string | undefined;
  const config = { access: 'public' } as const;
  app.get('/openapi.json', { config, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(document);
  });
}
