import type { HttpResponse } from '../../platform/http-client.ts';
import type { ApiContext } from './api-context.ts';
import { toFailed, toMalformedOutcome, type UnreadOutcome } from './outcomes.ts';

export interface DownloadRequest {
  url: string;
  subject: string;
  accept: string;
  /** Of bytes, where the forge supports it. */
  range?: string;
  /** Receives the text piece by piece. False ends the download. */
  receive: (piece: Uint8Array) => boolean;
}

export interface Downloaded {
  kind: 'downloaded';
  /** 206 for a range. */
  status: number;
  headers: Headers;
}

interface NotDownloaded {
  kind: 'unread';
  status: number | undefined;
  outcome: UnreadOutcome;
}

/** What another host sent says nothing about the token or its quota. */
export function toStored(result: HttpResponse, context: ApiContext): Downloaded | NotDownloaded {
  const { status } = result;
  if (status === 200 || status === 206) return toDownloaded(result, context);
  const isGone = status === 403 || status === 404 || status === 410;
  const message = `The storage of ${context.host} returned ${status} for ${context.subject}.`;
  const outcome = toFailed(isGone ? 'not_found' : 'unavailable', message);
  return { kind: 'unread', status: isGone ? 410 : status, outcome };
}

export function toDownloaded(
  result: HttpResponse,
  context: ApiContext,
): Downloaded | NotDownloaded {
  const { status, headers } = result;
  const isPage = /^text\/html\b/i.test(headers.get('content-type') ?? '');
  if (!isPage) return { kind: 'downloaded', status, headers };
  return { kind: 'unread', status: undefined, outcome: toMalformedOutcome(context) };
}
