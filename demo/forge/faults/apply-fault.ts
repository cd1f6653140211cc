import { setTimeout as sleep } from 'node:timers/promises';
import { errorResponse, type HttpResponse } from '../http/response.ts';
import type { FaultEffect, GraphqlEffect, TakenFault } from './fault-rules.ts';

/** What a fault does to a request: replace its response, reset its connection, or alter the response. */
export type FaultResult =
  | { kind: 'response'; response: HttpResponse }
  | { kind: 'reset' }
  | {
      kind: 'after';
      corrupt: (response: HttpResponse) => HttpResponse;
      dropped: readonly string[];
      effect?: GraphqlEffect;
    };

const unchanged: Extract<FaultResult, { kind: 'after' }> = {
  kind: 'after',
  corrupt: (response) => response,
  dropped: [],
};

/** Applies a fault before the request is handled. Returns what is left to do with the response. */
export async function applyFault(
  { effect, released }: TakenFault,
  closed: AbortSignal,
): Promise<FaultResult> {
  const signal = AbortSignal.any([released, closed]);
  switch (effect.kind) {
    case 'hang':
      await waitForAbort(signal);
      return unchanged;
    case 'delay':
      await sleep(effect.delayMs, undefined, { signal }).catch(() => undefined);
      return unchanged;
    case 'reset':
      return { kind: 'reset' };
    case 'truncated-json':
      return { kind: 'after', corrupt: truncate, dropped: [] };
    case 'malformed-json':
      return { kind: 'after', corrupt: prependHtml, dropped: [] };
    case 'drop-headers':
      return { kind: 'after', corrupt: (response) => response, dropped: effect.names };
    case 'graphql-timeout':
    case 'graphql-resource-limits':
    case 'graphql-partial':
      return { ...unchanged, effect };
    case 'answer':
    case 'status':
    case 'rate-limit':
    case 'retry-after':
    case 'redirect':
      return { kind: 'response', response: buildFaultResponse(effect) };
  }
}

type ResponseEffect = Extract<
  FaultEffect,
  { kind: 'answer' | 'status' | 'rate-limit' | 'retry-after' | 'redirect' }
>;

function buildFaultResponse(effect: ResponseEffect): HttpResponse {
  switch (effect.kind) {
    case 'answer': {
      const { 'content-type': contentType = 'application/json', ...headers } = effect.headers ?? {};
      return { status: effect.status, contentType, body: effect.body ?? '', headers };
    }
    case 'status':
      return errorResponse(effect.status, effect.message ?? 'Server Error', effect.headers);
    case 'rate-limit':
      return errorResponse(effect.status ?? 403, 'API rate limit exceeded for user.', {
        'X-RateLimit-Limit': '5000',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Used': '5000',
        'X-RateLimit-Reset': String(effect.resetAt),
      });
    case 'retry-after':
      return errorResponse(effect.status ?? 403, 'You have exceeded a secondary rate limit.', {
        'Retry-After': effect.retryAfter,
      });
    case 'redirect':
      return errorResponse(effect.status ?? 302, 'Moved', { Location: effect.location });
  }
}

function truncate(response: HttpResponse): HttpResponse {
  return { ...response, body: response.body.slice(0, Math.floor(response.body.length / 2)) };
}

function prependHtml(response: HttpResponse): HttpResponse {
  return { ...response, body: `<html>${response.body.toString()}` };
}

function waitForAbort(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
