import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { Reading } from '../../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Read, Unread } from '../../client/forge-api.ts';
import type { Access, RedeliverOutcome } from '../../forge.ts';
import {
  findCount,
  findInstant,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { encode } from '../../parsing/text.ts';
import { toHooksUrl } from './install.ts';

/** One delivery attempt; all attempts of the same delivery share the guid. */
interface Attempt {
  id: number;
  guid: string;
  /** Milliseconds, because readings are JSON. */
  deliveredAt: number;
  arrived: boolean;
  isPing: boolean;
}

const mostPages = 20;
const mostRedeliveries = 100;
/** After so many failures the receiver evidently rejects the delivery. */
const mostAttempts = 5;

const reading: Reading<Attempt[]> = {
  shape: 'deliveries/1',
  parse: (body) => parseList(body, parseAttempt),
  // The list changes all the time, so validators would not help.
  isCovered: () => false,
};

interface Hook {
  repository: RepositoryReference;
  hookId: string;
  sinceMs: number;
}

/** GitHub never redelivers automatically, and keeps deliveries for three days. */
export async function redeliverMissed(
  hook: Hook,
  api: ForgeApi,
  access: Access,
): Promise<RedeliverOutcome> {
  const url = `${toHooksUrl(hook.repository, api)}/${encode(hook.hookId)}/deliveries`;
  const subject = `the deliveries of a webhook of ${toFullName(hook.repository)}`;
  const attempts = await listAttempts(hook.sinceMs, { url, subject }, api, access);
  if (attempts.kind === 'unread') return attempts.outcome;
  let count = 0;
  for (const { id } of listMissed(attempts.value).slice(0, mostRedeliveries)) {
    const message = { method: 'POST' as const, url: `${url}/${id}/attempts`, subject, body: {} };
    const sent = await api.send(message, access);
    if (sent.kind === 'sent') count += 1;
    else if (!concernsOneDelivery(sent)) return sent.outcome;
  }
  return { kind: 'redelivered', count };
}

/** Newest first, as GitHub lists them, of the last `sinceMs` by GitHub's clock. */
async function listAttempts(
  sinceMs: number,
  { url: base, subject }: { url: string; subject: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Attempt[]>> {
  const { origin } = new URL(base);
  const isSince = ({ deliveredAt }: Attempt) => deliveredAt >= api.forgeNow() - sinceMs;
  const attempts: Attempt[] = [];
  let url: string | undefined = `${base}?per_page=100`;
  // S10: a link to the next page is followed only to the host of the first one.
  for (let page = 0; url && page < mostPages && new URL(url).origin === origin; page += 1) {
    const read: Read<Attempt[]> | Unread = await api.read({ url, subject, reading }, access);
    if (read.kind === 'unread') return read;
    attempts.push(...read.value.filter(isSince));
    url = read.value.every(isSince) ? read.nextUrl : undefined;
  }
  return { kind: 'read', value: attempts };
}

/** The newest attempt of each delivery that never arrived. */
function listMissed(attempts: readonly Attempt[]): Attempt[] {
  const newest = new Map<string, Attempt>();
  const tries = new Map<string, number>();
  const arrived = new Set<string>();
  for (const attempt of attempts) {
    const known = newest.get(attempt.guid);
    if (!known || known.deliveredAt < attempt.deliveredAt) newest.set(attempt.guid, attempt);
    tries.set(attempt.guid, (tries.get(attempt.guid) ?? 0) + 1);
    if (attempt.arrived) arrived.add(attempt.guid);
  }
  return [...newest.values()].filter(
    ({ guid, isPing }) => !isPing && !arrived.has(guid) && (tries.get(guid) ?? 0) < mostAttempts,
  );
}

function concernsOneDelivery({ outcome, status }: Unread): boolean {
  return outcome.kind === 'failed' && (status === 404 || status === 410 || status === 422);
}

function parseAttempt(value: unknown): Attempt | undefined {
  const fields = toFields(value);
  const id = findInteger(fields, 'id');
  const guid = findText(fields, 'guid');
  const deliveredAt = findInstant(fields, 'delivered_at')?.getTime();
  if (id === undefined || guid === undefined || deliveredAt === undefined) return undefined;
  const status = findCount(fields, 'status_code') ?? 0;
  const arrived = findText(fields, 'status') === 'OK' || (status >= 200 && status < 300);
  return { id, guid, deliveredAt, arrived, isPing: findText(fields, 'event') === 'ping' };
}
