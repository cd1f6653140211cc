import type { IncomingHttpHeaders } from 'node:http';

/** Names by which adapters tell what kind of delivery it is. */
const kept =
  /^(content-type|x-event-key|x-hook-uuid|x-(github|gitlab|gitea|forgejo|gogs|request)-.+)$/;
const secret = /token|signature|secret|auth/;
const longestValue = 1_000;

/** Headers as adapters read them: one text each. */
export function toSingleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** The few headers that are stored with a delivery. S10: nothing by which its sender proves itself. */
export function toKeptHeaders(
  headers: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const isKept = kept.test(name) && !secret.test(name);
      return isKept && value !== undefined && value.length <= longestValue ? [[name, value]] : [];
    }),
  );
}
