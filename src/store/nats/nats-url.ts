export interface NatsAddress {
  servers: string;
  /** Of a user with a password, or undefined. */
  user: string | undefined;
  pass: string | undefined;
  /** `nats://token@host`, or undefined. */
  token: string | undefined;
  tls: boolean;
  /** Where events are published: installations that share a server have different paths. */
  subject: string;
}

const defaultPort = '4222';

/** Whether the text is `nats://` or `tls://`, a host and at most one path segment. */
export function isNatsUrl(text: string): boolean {
  if (!/^(nats|tls):\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash } = new URL(text);
  return hostname !== '' && search === '' && hash === '' && /^\/?[\w-]*$/.test(pathname);
}

export function parseNatsUrl(text: string): NatsAddress {
  const { hostname, port, protocol, pathname, username, password } = new URL(text);
  const [name, secret] = [username, password].map(decodeURIComponent);
  const hasPassword = password !== '';
  const path = pathname.replace('/', '');
  return {
    servers: `${hostname}:${port || defaultPort}`,
    user: hasPassword ? name : undefined,
    pass: hasPassword ? secret : undefined,
    token: !hasPassword && name ? name : undefined,
    tls: protocol === 'tls:',
    subject: path === '' ? 'afterpush.events' : `afterpush.events.${path}`,
  };
}

/** The server in messages, without user and password (S10). */
export function formatNatsPlace(text: string): string {
  return `the events server ${parseNatsUrl(text).servers}`;
}
