import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import type { AppOptions } from './app-options.ts';
import { registerRoutes } from './register-routes.ts';
import { createRequestObserver } from './server/access-log.ts';
import {
  type Authentication,
  createAuthentication,
  toUnauthorized,
} from './server/authentication.ts';
import { answerClientError } from './server/client-error.ts';
import { compressionOptions } from './server/compression.ts';
import { openApiOptions } from './server/open-api.ts';
import { createErrorHandler, HttpProblem } from './server/problem-response.ts';
import { checkHost, checkOrigin } from './server/request-guard.ts';
import { compileValidator, refuseNul, registerJsonParser } from './server/request-validation.ts';
import { toSecurityHeaders } from './server/security-headers.ts';
import type { App } from './server/typed-app.ts';

const bodyLimitBytes = 1024 * 1024;
const requestTimeoutMs = 30_000;
// A chat id has at most 200 characters, each of which may be percent-encoded.
const maxParamLength = 1024;

/** The HTTP API and the page, listening nowhere yet. */
export function createApp(options: AppOptions): App {
  const handleError = createErrorHandler(options.logger);
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength },
    clientErrorHandler: answerClientError,
    frameworkErrors: handleError,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(compileValidator);
  // The types of the routes already hold answers to their schemas; checking each again costs time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(() => {
    throw new HttpProblem(
      404,
      'There is nothing at this address. /openapi.json lists what there is.',
    );
  });
  registerJsonParser(app);
  const authentication = createAuthentication({
    ...options,
    findUserByApiToken: options.store.findUserByApiToken,
  });
  registerHooks(app, options, authentication);
  app.register(fastifySwagger, openApiOptions);
  app.register(fastifyCompress, compressionOptions);
  app.register(fastifyStatic, { serve: false, preCompressed: true });
  app.register(async (scope) => registerRoutes(scope.withTypeProvider(), options, authentication));
  return app;
}

function registerHooks(
  app: App,
  { getReach, stopping, logger, metrics, forges }: AppOptions,
  authentication: Authentication,
): void {
  const origins = forges.listForges().map((forge) => new URL(forge.webBaseUrl).origin);
  const securityHeaders = toSecurityHeaders(origins.filter((origin) => origin.startsWith('http:')));
  app.decorateRequest('session', undefined);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...securityHeaders, 'cache-control': 'no-store' });
    checkHost(request, getReach());
    if (request.routeOptions.config?.access !== 'public') {
      request.session = await authentication.findSession(request.headers);
      if (!request.session) throw toUnauthorized();
    }
    checkOrigin(request, getReach());
  });
  app.addHook('preHandler', refuseNul);
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise a stopping server would wait for the kept connection.
    if (stopping.aborted) reply.header('connection', 'close');
  });
  app.addHook('onResponse', createRequestObserver(logger, metrics));
}
