import { createHmac } from 'node:crypto';
import type { Hook, HookDelivery } from '../world/hooks.ts';
import type { Repository } from '../world/world.ts';
import type { Payload } from './message.ts';

/** What is to be delivered. */
export interface Parcel {
  guid: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  payload: Payload;
}

/** What became of an attempt. */
export type Attempt = Pick<
  HookDelivery,
  'request' | 'response' | 'status' | 'statusCode' | 'durationMs'
>;

const timeoutMs = 10_000;
const mostAnswerCharacters = 10_000;

/** Delivers once, as GitHub does: it waits ten seconds, follows no redirect and never tries again. */
export async function sendDelivery(
  hook: Hook,
  repository: Repository,
  parcel: Parcel,
  stopped: AbortSignal,
): Promise<Attempt> {
  const { headers, body } = toRequest(hook, repository, parcel);
  const request = { headers, payload: parcel.payload };
  const startedAt = performance.now();
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
  const finish = (status: string, statusCode: number, response: HookDelivery['response']) => {
    const durationMs = Math.round(performance.now() - startedAt);
    return { request, response, status, statusCode, durationMs };
  };
  try {
    const options = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
    const answer = await fetch(hook.url, options);
    const text = (await answer.text()).slice(0, mostAnswerCharacters);
    const status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`;
    const response = { headers: Object.fromEntries(answer.headers), payload: text };
    return finish(status, answer.status, response);
  } catch {
    const isLate = signal.aborted && !stopped.aborted;
    const nothing = { headers: {}, payload: '' };
    return isLate ? finish('timed out', 504, nothing) : finish('failed to connect', 502, nothing);
  }
}

/** An attempt that is lost on the way. */
export function loseDelivery(hook: Hook, repository: Repository, parcel: Parcel): Attempt {
  const { headers } = toRequest(hook, repository, parcel);
  return {
    request: { headers, payload: parcel.payload },
    response: { headers: {}, payload: '' },
    status: 'failed to connect',
    statusCode: 502,
    durationMs: 0,
  };
}

/** A delivery as it goes over the wire. */
export function toRequest(
  hook: Pick<Hook, 'id' | 'contentType' | 'secret'>,
  repository: Pick<Repository, 'id'>,
  { guid, event, payload }: Pick<Parcel, 'guid' | 'event' | 'payload'>,
): { headers: Record<string, string>; body: string } {
  const json = JSON.stringify(payload);
  const isForm = hook.contentType === 'form';
  const body = isForm ? new URLSearchParams({ payload: json }).toString() : json;
  const sign = (algorithm: 'sha1' | 'sha256') =>
    `${algorithm}=${createHmac(algorithm, hook.secret).update(body).digest('hex')}`;
  const headers = {
    accept: '*/*',
    'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    'user-agent': 'GitHub-Hookshot/demo',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(hook.id),
    'x-github-hook-installation-target-id': String(repository.id),
    'x-github-hook-installation-target-type': 'repository',
    ...(hook.secret !== '' && {
      'x-hub-signature': sign('sha1'),
      'x-hub-signature-256': sign('sha256'),
    }),
  };
  return { headers, body };
}
