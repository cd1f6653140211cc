import { setTimeout as sleep } from 'node:timers/promises';
import { errorResponse, type HttpResponse } from '../http/response.ts';
import type { FaultEffect, GraphqlEffect, TakenFault } from './fault-rules.ts';

/** What becomes of a request that met a fault. */
export type FaultResult =
  | { kind: 'answer'; answer: HttpResponse }
  | { kind: 'reset' }
  | {
      kind: 'after';
      corrupt: (answer: HttpResponse) => HttpResponse;
      dropped: readonly string[];
      effect?: GraphqlEffect;
    };

const untouched: Extract<FaultResult, { kind: 'after' }> = {
  kind: 'after',
  corrupt: (answer) => answer,
  dropped: [],
};

/** Carries out the part of a fault that comes before the real answer. */
export async function applyFault(
  { effect, released }: TakenFault,
  closed: AbortSignal,
): Promise<FaultResult> {
  const signal = AbortSignal.any([released, closed]);
  switch (effect.kind) {
    case 'hang':
      await waitForAbort(signal);
      return untouched;
    case 'delay':
      await sleep(effect.delayMs, undefined, { signal }).catch(() => undefined);
      return untouched;
    case 'reset':
      return { kind: 'reset' };
    case 'truncated-json':
      return { kind: 'after', corrupt: truncate, dropped: [] };
    case 'malformed-json':
      return { kind: 'after', corrupt: prependHtml, dropped: [] };
    case 'drop-headers':
      return { kind: 'after', corrupt: (answer) => answer, dropped: effect.names };
    case 'graphql-timeout':
    case 'graphql-resource-limits':
    case 'graphql-partial':
      return { ...untouched, effect };
    case 'answer':
    case 'status':
    case 'rate-limit':
    case 'retry-after':
    case 'redirect':
      return { kind: 'answer', answer: buildFaultResponse(effect) };
  }
}

type AnsweringEffect = Extract<
  FaultEffect,
  { kind: 'answer' | 'status' | 'rate-limit' | 'retry-after' | 'redirect' }
>;

function buildFaultResponse(effect: AnsweringEffect): HttpResponse {
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

function truncate(answer: HttpResponse): HttpResponse {
  return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
}

function prependHtml(answer: HttpResponse): HttpResponse {
  return { ...answer, body: `<html>${answer.body.toString()}` };
}

function waitForAbort(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
