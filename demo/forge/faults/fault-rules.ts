/** What only GraphQL queries suffer; other requests are answered as if nothing were wrong. */
export type GraphqlEffect =
  /** 502 for a query with more aliases than that, as when it takes longer than ten seconds. */
  | { kind: 'graphql-timeout'; mostAliases: number }
  /** 200 with an error instead of data for a query with more aliases than that. */
  | { kind: 'graphql-resource-limits'; mostAliases: number }
  /** The alias is null, an error says so, and the rest is whole. */
  | { kind: 'graphql-partial'; alias: string };

/** Something that goes wrong with a request. */
export type FaultEffect =
  | GraphqlEffect
  /** This response, regardless of the request. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'status'; status: number; headers?: Record<string, string>; message?: string }
  /** GitHub's primary limit: 403 with `X-RateLimit-Remaining: 0` and a reset, in epoch seconds. */
  | { kind: 'rate-limit'; resetAt: number; status?: 403 | 429 }
  /** GitHub's secondary limit; `retryAfter` is sent as it stands: seconds or an HTTP date. */
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

/** Whether something from outside names an effect. */
export function isFaultKind(kind: unknown): kind is FaultEffect['kind'] {
  return typeof kind === 'string' && faultKinds.includes(kind);
}

/** Which requests a fault hits, how, and how often (without `times`: until removed). */
export interface FaultRule {
  method?: string;
  /** A prefix of the path without its query, or an expression for it. */
  path?: string | RegExp;
  login?: string;
  token?: string;
  times?: number;
  effect: FaultEffect;
}

/** A rule in force. */
export interface ActiveFault {
  readonly rule: FaultRule;
  /** How many requests it has hit. */
  readonly hits: number;
  /** Ends the rule and lets go of every request it holds. */
  remove: () => void;
}

/** What the rules look at. */
export interface FaultSubject {
  method: string;
  path: string;
  login: string | undefined;
  token: string | undefined;
}

/** The rule list of a forge. */
export interface Faults {
  add: (rule: FaultRule) => ActiveFault;
  clear: () => void;
  list: () => readonly ActiveFault[];
  /** The effect of the first rule that fits, which spends one of its `times`. */
  take: (subject: FaultSubject) => TakenFault | undefined;
}

/** An effect that is to happen now; `released` aborts when the rule is removed. */
export interface TakenFault {
  effect: FaultEffect;
  released: AbortSignal;
}

interface Entry {
  rule: FaultRule;
  hits: number;
  release: AbortController;
}

/** Starts without any rule. */
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
      return toActiveFault(entry, remove);
    },
    clear: () => {
      for (const entry of entries.splice(0)) entry.release.abort();
    },
    list: () => entries.map((entry) => toActiveFault(entry, remove)),
    take: (subject) => {
      const entry = entries.find((candidate) => isHit(candidate, subject));
      if (entry === undefined) return undefined;
      entry.hits += 1;
      return { effect: entry.rule.effect, released: entry.release.signal };
    },
  };
}

function toActiveFault(entry: Entry, remove: (entry: Entry) => void): ActiveFault {
  return {
    rule: entry.rule,
    get hits() {
      return entry.hits;
    },
    remove: () => remove(entry),
  };
}

function isHit({ rule, hits }: Entry, subject: FaultSubject): boolean {
  if (rule.times !== undefined && hits >= rule.times) return false;
  if (rule.method !== undefined && rule.method !== subject.method) return false;
  if (rule.login !== undefined && rule.login !== subject.login) return false;
  if (rule.token !== undefined && rule.token !== subject.token) return false;
  if (rule.path === undefined) return true;
  if (typeof rule.path === 'string') return subject.path.startsWith(rule.path);
  return new RegExp(rule.path.source, rule.path.flags.replace(/[gy]/g, '')).test(subject.path);
}
