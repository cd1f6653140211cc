import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyError, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { Metrics } from '../server/metrics/metrics.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';

export interface WebhookDeps {
  store: Pick<HttpStore, 'saveDelivery'>;
  forges: Pick<ForgeRegistry, 'findForge'>;
  findWebhookSecret: (forgeId: string) => string;
  metrics: Pick<Metrics, 'observeDelivery'>;
}

const largestDeliveryBytes = 2 * 1024 * 1024;
const longestDeliveryId = 200;
/** The headers by which adapters recognise the kind of a delivery. */
const storedHeader =
  /^(content-type|x-event-key|x-hook-uuid|x-(github|gitlab|gitea|forgejo|gogs|request)-.+)$/;
const secretHeader = /token|signature|secret|auth/;
const longestHeader = 1_000;
const mediaTypes = ['application/json', 'application/x-www-form-urlencoded'];

const schema = {
  tags: ['webhooks'],
  summary: 'Receive a webhook delivery, signed with the secret of the webhook',
  params: Type.Object({ forge: Type.String({ description: 'id of the forge' }) }),
  response: { 202: Type.Object({}, { description: 'stored, to be processed in a moment' }) },
};

/**
 * Stores deliveries and responds at once: forges time out after a few seconds, and most do not send a
 * delivery again. Nothing is parsed here, and nothing unsigned is stored.
 */
export function registerWebhookRoute(app: App, deps: WebhookDeps): void {
  app.register(async (plain) => {
    const scope: App = plain.withTypeProvider();
    scope.removeAllContentTypeParsers();
    const options = { parseAs: 'buffer', bodyLimit: largestDeliveryBytes } as const;
    scope.addContentTypeParser('*', options, keepBytes);
    scope.setErrorHandler(throwTooLarge);
    scope.post(
      '/webhooks/:forge',
      {
        schema,
        config: { access: 'public' },
        // Before the body is read.
        onRequest: async ({ headers }) => requireMediaType(headers['content-type']),
      },
      async (request, reply) => {
        const { body, headers } = request;
        await receive(request.params.forge, toBytes(body), headers, deps);
        return reply.code(202).send({});
      },
    );
  });
}

/** The signature covers the raw bytes. */
async function keepBytes(_request: FastifyRequest, body: Buffer): Promise<Buffer> {
  return body;
}

async function receive(
  forgeId: string,
  body: Buffer,
  raw: FastifyRequest['headers'],
  { store, forges, findWebhookSecret, metrics }: WebhookDeps,
): Promise<void> {
  const headers = toSingleHeaders(raw);
  const secret = findWebhookSecret(forgeId);
  const forge = forges.findForge(forgeId);
  if (!forge) {
    // Takes as long as a signature that does not match.
    createHmac('sha256', secret).update(body).digest();
    throw toRefused();
  }
  if (!forge.webhooks.verify({ headers, body }, secret)) {
    metrics.observeDelivery(forge.id, 'refused');
    throw toRefused();
  }
  const delivery = {
    forgeId: forge.id,
    ...toDeliveryId(forge.webhooks.findDeliveryId(headers), body),
    headers: pickStoredHeaders(headers),
    body,
  };
  const result = await store.saveDelivery(delivery);
  metrics.observeDelivery(forge.id, result === 'saved' ? 'accepted' : 'duplicate');
}

/** The same for an unknown forge: strangers must not learn which forges are configured. */
function toRefused(): HttpProblem {
  const detail =
    'The signature does not match the webhook secret of this forge, or no such forge is configured. ' +
    'The path is /webhooks/ followed by the id of the forge. ' +
    'Run `afterpush webhooks install` to set the secret again.';
  return new HttpProblem(401, detail);
}

function requireMediaType(header: string | undefined): void {
  const mediaType = header?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaTypes.includes(mediaType)) return;
  const detail = `Configure the webhook to send ${mediaTypes.join(' or ')}.`;
  throw new HttpProblem(415, detail);
}

/** A hash when the forge sends no id, or one that is too long for an index. */
function toDeliveryId(
  sent: string | undefined,
  body: Buffer,
): { deliveryId: string; isIdSent: boolean } {
  if (sent !== undefined && sent !== '' && sent.length <= longestDeliveryId) {
    return { deliveryId: sent, isIdSent: true };
  }
  return { deliveryId: createHash('sha256').update(body).digest('hex'), isIdSent: false };
}

function toBytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Other errors go to the error handler of the app. */
function throwTooLarge(error: FastifyError): never {
  if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
  const detail =
    'A delivery may have at most 2 MiB. Configure the webhook to send fewer kinds of events.';
  throw new HttpProblem(413, detail, { headers: { connection: 'close' } });
}

/** Headers with one string each, as adapters expect them. */
function toSingleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** The headers that are stored with a delivery. S10: none that authenticates the sender. */
function pickStoredHeaders(
  headers: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const isStored = storedHeader.test(name) && !secretHeader.test(name);
      return isStored && value !== undefined && value.length <= longestHeader
        ? [[name, value]]
        : [];
    }),
  );
}
