/** Effects on GraphQL queries; other requests are not affected. */
export type GraphqlEffect =
  /** 502 for a query with more aliases, as when GitHub needs longer than ten seconds. */
  | { kind: 'graphql-timeout'; mostAliases: number }
  /** 200 with an error instead of data for a query with more aliases. */
  | { kind: 'graphql-resource-limits'; mostAliases: number }
  /** The alias is null and has an error; the rest of the data is complete. */
  | { kind: 'graphql-partial'; alias: string };

/** Something that goes wrong with a request. */
export type FaultEffect =
  | GraphqlEffect
  /** This response, regardless of the request. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'status'; status: number; headers?: Record<string, string>; message?: string }
  /** GitHub's primary limit: 403 with `X-RateLimit-Remaining: 0` and a reset, in epoch seconds. */
  | { kind: 'rate-limit'; resetAt: number; status?: 403 | 429 }
  /** GitHub's secondary limit; `retryAfter` is sent unchanged: seconds or an HTTP date. */
  | { kind: 'retry-after'; retryAfter: string; status?: 403 | 429 }
  | { kind: 'truncated-json' }
  | { kind: 'malformed-json' }
  | { kind: 'hang' }
  | { kind: 'delay'; delayMs: number }
  | { kind: 'reset' }
  | { kind: 'redirect'; location: string; status?: 301 | 302 | 307 }
  | { kind: 'drop-headers'; names: readonly string[] };

const kinds: Readonly<Record<FaultEffect['kind'], true>> = {
  'graphql-timeout': true,
  'graphql-resource-limits': true,
  'graphql-partial': true,
  answer: true,
  status: true,
  'rate-limit': true,
  'retry-after': true,
  'truncated-json': true,
  'malformed-json': true,
  hang: true,
  delay: true,
  reset: true,
  redirect: true,
  'drop-headers': true,
};

/** Every kind of effect. */
export const faultKinds: readonly string[] = Object.keys(kinds);

/** Whether a value from a request is the name of an effect. */
export function isFaultKind(kind: unknown): kind is FaultEffect['kind'] {
  return typeof kind === 'string' && faultKinds.includes(kind);
}

/** Which requests a fault affects, how, and how often. Without `times` it stays until removed. */
export interface FaultRule {
  method?: string;
  /** A prefix of the path without its query, or a regular expression. */
  path?: string | RegExp;
  login?: string;
  token?: string;
  times?: number;
  effect: FaultEffect;
}

/** A rule in force. */
export interface ActiveFault {
  readonly rule: FaultRule;
  /** How many requests it has affected. */
  readonly hits: number;
  /** Removes the rule and releases every request it holds. */
  remove: () => void;
}

/** The parts of a request that rules match on. */
export interface FaultSubject {
  method: string;
  path: string;
  login: string | undefined;
  token: string | undefined;
}

/** The active fault rules of a forge. */
export interface Faults {
  add: (rule: FaultRule) => ActiveFault;
  clear: () => void;
  list: () => readonly ActiveFault[];
  /** Returns the effect of the first matching rule and counts it against `times`. */
  take: (subject: FaultSubject) => TakenFault | undefined;
}

/** The effect for one request; `released` aborts when the rule is removed. */
export interface TakenFault {
  effect: FaultEffect;
  released: AbortSignal;
}

interface Entry {
  rule: FaultRule;
  hits: number;
  release: AbortController;
}

/** Creates an empty set of rules. */
export function createFaults(): Faults {
  const entries: Entry[] = [];
  const remove = (entry: Entry): void => {
    const at = entries.indexOf(entry);
    if (at !== -1) entries.splice(at, 1);
    entry.release.abort();
  };
  return {
    add: (rule) => {
      const entry = { rule, hits: 0, release: new AbortController() };
      entries.push(entry);
      return buildActiveFault(entry, remove);
    },
    clear: () => {
      for (const entry of entries.splice(0)) entry.release.abort();
    },
    list: () => entries.map((entry) => buildActiveFault(entry, remove)),
    take: (subject) => {
      const entry = entries.find((candidate) => isMatch(candidate, subject));
      if (entry === undefined) return undefined;
      entry.hits += 1;
      return { effect: entry.rule.effect, released: entry.release.signal };
    },
  };
}

function buildActiveFault(entry: Entry, remove: (entry: Entry) => void): ActiveFault {
  return {
    rule: entry.rule,
    get hits() {
      return entry.hits;
    },
    remove: () => remove(entry),
  };
}

function isMatch({ rule, hits }: Entry, subject: FaultSubject): boolean {
  if (rule.times !== undefined && hits >= rule.times) return false;
  if (rule.method !== undefined && rule.method !== subject.method) return false;
  if (rule.login !== undefined && rule.login !== subject.login) return false;
  if (rule.token !== undefined && rule.token !== subject.token) return false;
  if (rule.path === undefined) return true;
  if (typeof rule.path === 'string') return subject.path.startsWith(rule.path);
  return new RegExp(rule.path.source, rule.path.flags.replace(/[gy]/g, '')).test(subject.path);
}
