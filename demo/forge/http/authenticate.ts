import { type Account } from '../world/records.ts';
import { type World } from '../world/world.ts';

/** Who a request comes from. An unknown token is not the same as none. */
export type Caller =
  | { kind: 'account'; account: Account; token: string }
  | { kind: 'anonymous' }
  | { kind: 'unknown'; token: string };

/** Reads the Authorization header: `Bearer`, `token` and `Basic` with the token as password. */
export function authenticate(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined || authorization === '') return { kind: 'anonymous' };
  const token = readToken(authorization);
  const account = world.accountByToken.get(token);
  return account === undefined ? { kind: 'unknown', token } : { kind: 'account', account, token };
}

function readToken(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return value;
  const credentials = Buffer.from(value, 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}
