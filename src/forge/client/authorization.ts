/** A token that was linked as `user:password`. */
export interface TokenPair {
  user: string;
  password: string;
}

/** Undefined for a token without a user name. */
export function findTokenPair(token: string): TokenPair | undefined {
  const colon = token.indexOf(':');
  if (colon <= 0) return undefined;
  return { user: token.slice(0, colon), password: token.slice(colon + 1) };
}

/** Basic authentication for `user:password`, a bearer token otherwise. */
export function toBasicOrBearer(token: string): string {
  const pair = findTokenPair(token);
  return pair ? toBasic(pair) : `Bearer ${token}`;
}

/** The value of an `authorization` header. */
export function toBasic({ user, password }: TokenPair): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
