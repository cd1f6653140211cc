import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyError, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Forge } from '../../forge/forge.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { Metrics } from '../server/metrics.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';

export interface WebhookPorts {
  store: Pick<HttpStore, 'saveDelivery'>;
  forges: Pick<ForgeRegistry, 'findForge'>;
  findWebhookSecret: (forgeId: string) => string;
  metrics: Pick<Metrics, 'observeDelivery'>;
}

const largestDeliveryBytes = 2 * 1024 * 1024;
const longestDeliveryId = 200;
const mediaTypes = ['application/json', 'application/x-www-form-urlencoded'];

const schema = {
  tags: ['webhooks'],
  summary: 'Where a forge delivers what happened; signed with the secret of its hook',
  params: Type.Object({ forge: Type.String({ description: 'id of the forge' }) }),
  response: { 202: Type.Object({}, { description: 'kept, and processed in a moment' }) },
};

/**
 * Keeps what a forge delivers and answers at once: forges give up after a few seconds, and an answer
 * that comes later is not sent again. Nothing is parsed here, and nothing unsigned is kept.
 */
export function registerWebhookRoute(app: App, ports: WebhookPorts): void {
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
        onRequest: async ({ params, headers }) => {
          getForge(params.forge, ports);
          requireMediaType(headers['content-type']);
        },
      },
      async (request, reply) => {
        const { body, headers } = request;
        await receive(getForge(request.params.forge, ports), toBytes(body), headers, ports);
        return reply.code(202).send({});
      },
    );
  });
}

/** The signature is of the bytes as they came. */
async function keepBytes(_request: FastifyRequest, body: Buffer): Promise<Buffer> {
  return body;
}

async function receive(
  forge: Forge,
  body: Buffer,
  raw: FastifyRequest['headers'],
  { store, findWebhookSecret, metrics }: WebhookPorts,
): Promise<void> {
  const headers = toSingleHeaders(raw);
  if (!forge.webhooks.verify({ headers, body }, findWebhookSecret(forge.id))) {
    metrics.observeDelivery(forge.id, 'refused');
    throw new HttpProblem(
      401,
      `This is not signed with the webhook secret of ${forge.id}. ` +
        'Set the secret of the hook anew: `afterpush webhooks install` does it.',
    );
  }
  const deliveryId = toDeliveryId(forge.webhooks.findDeliveryId(headers), body);
  const delivery = { forgeId: forge.id, deliveryId, headers: toKeptHeaders(headers), body };
  const result = await store.saveDelivery(delivery);
  metrics.observeDelivery(forge.id, result === 'saved' ? 'accepted' : 'duplicate');
}

function getForge(id: string, { forges }: Pick<WebhookPorts, 'forges'>): Forge {
  const forge = forges.findForge(id);
  if (forge) return forge;
  const detail = 'No such forge is configured. The path is /webhooks/ and the id of the forge.';
  throw new HttpProblem(404, detail);
}

function requireMediaType(header: string | undefined): void {
  const mediaType = header?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaTypes.includes(mediaType)) return;
  const detail = `Let the hook send ${mediaTypes.join(' or ')}.`;
  throw new HttpProblem(415, detail);
}

/** A hash where the forge numbers none, or in a way that no index holds. */
function toDeliveryId(told: string | undefined, body: Buffer): string {
  const isUsable = told !== undefined && told !== '' && told.length <= longestDeliveryId;
  return isUsable ? told : createHash('sha256').update(body).digest('hex');
}

function toBytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Everything else is for the handler of the whole app. */
function throwTooLarge(error: FastifyError): never {
  if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
  const detail = 'A delivery may hold at most 2 MiB. Let the hook send fewer kinds of events.';
  throw new HttpProblem(413, detail, { headers: { connection: 'close' } });
}

/** Names by which adapters tell what kind of delivery it is. */
const kept =
  /^(content-type|x-event-key|x-hook-uuid|x-(github|gitlab|gitea|forgejo|gogs|request)-.+)$/;
const secret = /token|signature|secret|auth/;
const longestValue = 1_000;

/** Headers as adapters read them: one text each. */
function toSingleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** The few headers that are stored with a delivery. S10: nothing by which its sender proves itself. */
function toKeptHeaders(
  headers: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const isKept = kept.test(name) && !secret.test(name);
      return isKept && value !== undefined && value.length <= longestValue ? [[name, value]] : [];
    }),
  );
}
