import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { findRefusedAddress, type ResolvedAddress } from './storage-address.ts';

/** A response as it arrives. The body may be abandoned. */
export interface OpenResponse {
  status: number;
  headers: Headers;
  body: AsyncIterable<Uint8Array>;
}

export type OpenedStorage =
  | { kind: 'open'; response: OpenResponse }
  | { kind: 'refused_redirect'; message: string };

export type ResolveHost = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const resolveHost: ResolveHost = (hostname) =>
  lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });

/**
 * Requests what a forge keeps at a storage host, where a redirect leads with a signed URL. S10: no header
 * of the forge's request goes there, least of all the token. The request uses the addresses that were
 * checked, so that a second lookup cannot lead elsewhere.
 */
export async function openStorage(
  { from, to, headers, signal }: StorageRequest,
  resolve: ResolveHost,
): Promise<OpenedStorage> {
  const where = `another address (${to.protocol}//${to.host})`;
  const isPlain = to.protocol === 'http:' && from.protocol === 'http:';
  if (to.protocol !== 'https:' && !isPlain) {
    return { kind: 'refused_redirect', message: `redirects to ${where} without encryption` };
  }
  const [own, target] = await Promise.all([from, to].map(({ hostname }) => resolve(hostname)));
  const refused = findRefusedAddress(own ?? [], target ?? []);
  if (refused) return { kind: 'refused_redirect', message: `redirects to ${where}: ${refused}` };
  const response = await openAt(to, { headers, signal, addresses: target ?? [] });
  return { kind: 'open', response };
}

interface StorageRequest {
  /** The forge, whose redirect led here. */
  from: URL;
  to: URL;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** Sends a GET request to addresses that were checked. */
export function openAt(
  url: URL,
  options: {
    headers: Record<string, string>;
    signal: AbortSignal;
    addresses: readonly ResolvedAddress[];
  },
): Promise<OpenResponse> {
  const { headers, signal, addresses } = options;
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send(url, { headers, signal, lookup: pin(addresses), agent: false });
    sent.once('error', (error) => reject(toFetchError(error)));
    sent.once('response', (received) => {
      const isZipped = received.headers['content-encoding'] === 'gzip';
      const body: Readable = isZipped ? received.pipe(createGunzip()) : received;
      received.once('error', (error) => body.destroy(error));
      resolve({
        status: received.statusCode ?? 0,
        headers: toHeaders(received.headers),
        body: closeAfter(body, () => sent.destroy()),
      });
    });
    sent.end();
  });
}

/** Resolves every name to the given addresses. */
function pin(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (!first) callback(new Error('The host name has no address.'), '', 4);
    else if (all) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

/** Closes the connection when the reader stops early, as well. */
async function* closeAfter(body: Readable, close: () => void): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of body) yield piece as Uint8Array;
  } catch (error) {
    throw toFetchError(error);
  } finally {
    close();
  }
}

/** In the form in which `fetch` throws it. */
function toFetchError(error: unknown): TypeError {
  return new TypeError('The request failed.', { cause: error });
}

function toHeaders(received: NodeJS.Dict<string | string[]>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const each of [value ?? []].flat()) headers.append(name, each);
  }
  return headers;
}
