import type { IncomingMessage } from 'node:http';
import type { Account } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** The sender of a request. An unknown token is rejected; a missing one is anonymous. */
export type Caller =
  | { kind: 'account'; account: Account; token: string }
  | { kind: 'anonymous' }
  | { kind: 'unknown'; token: string };

/** Reads the Authorization header: `Bearer`, `token` and `Basic` with the token as password. */
export function authenticate(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined || authorization === '') return { kind: 'anonymous' };
  const token = parseToken(authorization);
  const account = world.accountByToken.get(token);
  return account === undefined ? { kind: 'unknown', token } : { kind: 'account', account, token };
}

function parseToken(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return value;
  const credentials = Buffer.from(value, 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}

/** Reads the JSON object in a request body. Returns undefined for any other content. */
export async function readJsonBody(
  request: IncomingMessage,
): Promise<Record<string, unknown> | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return {};
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return {};
  return parseObject(Buffer.concat(chunks).toString());
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
