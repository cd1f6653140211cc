import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-response.ts';

/** How the server is reached; complete once it listens. */
export interface Reach {
  /** Only this machine can connect. */
  loopback: boolean;
  /** No trailing slash. */
  publicUrl: string;
  /** The operator set the public URL, so that other names are refused. */
  isPublicUrlSet: boolean;
}

const hostForm = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::\d{1,5})?$/i;
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether only this machine can connect to a server that is bound to `host`. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/**
 * DNS rebinding: a foreign name that resolves to this machine must not reach the server. IP addresses cannot
 * be rebound. Where other machines can connect and no public URL is set, the server cannot know its names.
 */
export function checkHost({ headers }: FastifyRequest, reach: Reach): void {
  const { loopback, publicUrl, isPublicUrlSet } = reach;
  if (!loopback && !isPublicUrlSet) return;
  const name = hostForm.exec(headers.host ?? '')?.[1]?.toLowerCase();
  if (name !== undefined && isOwnName(name, reach)) return;
  const names = loopback
    ? 'localhost and 127.0.0.1'
    : `${new URL(publicUrl).hostname} and IP addresses`;
  const advice = 'To use another name, set AFTERPUSH_PUBLIC_URL to its URL.';
  throw new HttpProblem(421, `This server only accepts the names ${names}. ${advice}`);
}

function isOwnName(name: string, { loopback, publicUrl }: Reach): boolean {
  if (isLoopback(name) || name === new URL(publicUrl).hostname) return true;
  return !loopback && isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

/** CSRF: another site may make a browser send requests here, but none that change anything. */
export function checkOrigin(request: FastifyRequest, { publicUrl }: Reach): void {
  const { headers, method, session } = request;
  if (session?.by === 'page' && !isOwnPage(headers['sec-fetch-site'])) {
    throw toCrossSite();
  }
  if (safeMethods.has(method) || headers.origin === undefined) return;
  const own = [`http://${headers.host}`, `https://${headers.host}`, new URL(publicUrl).origin];
  if (!own.includes(headers.origin.toLowerCase())) throw toCrossSite();
}

/**
 * Browsers send cookies to every port of a host, so a page of another local service counts as the same
 * site, but not as the same origin. `none` is a navigation by the user. Old browsers send no header.
 */
function isOwnPage(fetchSite: FastifyRequest['headers'][string]): boolean {
  return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
}

function toCrossSite(): HttpProblem {
  return new HttpProblem(403, 'This request came from a page of another site and was refused.');
}
