import type { HttpClient, HttpRequest, HttpResult } from '../../src/platform/http-client.ts';
import type { Random } from './random.ts';
import { toResponse } from './route-faults.ts';

/** The fields that a server lacks; `absent` has no GraphQL at all. */
const servers = {
  current: [],
  absent: [],
  'without a queue': ['isInMergeQueue', 'mergeQueueEntry'],
  'without threads': ['reviewThreads'],
  'without decisions': ['reviewDecision', 'autoMergeRequest', 'labels'],
  'without checks': ['statusCheckRollup'],
  'without merge states': ['mergeStateStatus', 'isRequired', 'workflowRun'],
  // The adapter cannot do without it: as good as no GraphQL.
  'without drafts': ['isDraft'],
} as const satisfies Record<string, readonly string[]>;

type ServerKind = keyof typeof servers;

const kinds: readonly [ServerKind, ...ServerKind[]] = [
  'current',
  'current',
  'current',
  'absent',
  'absent',
  'without a queue',
  'without threads',
  'without decisions',
  'without checks',
  'without merge states',
  'without drafts',
];

/** What a token sees of GraphQL, after all faults. */
interface Sight {
  hasResponded: boolean;
  isUnknowable: boolean;
}

const absentAfterMs = 10 * 60_000;
const everyToken = '';

/** GraphQL as one server offers it, and the time in which nothing but GraphQL is refused. */
export class GraphQlServer {
  readonly kind: ServerKind;
  readonly #clock: { monotonic(): number };
  #outage: { status: 403 | 404; afterSteps: number } | undefined;
  readonly #sights = new Map<string, Sight>();
  #oddSince: number | undefined;

  constructor(random: Random, clock: { monotonic(): number }) {
    this.kind = random.pick(kinds);
    this.#clock = clock;
  }

  /** Ends what lasted long enough, or refuses GraphQL for some steps. Returns what happened. */
  step(random: Random): string[] {
    if (this.#outage) {
      this.#outage.afterSteps -= 1;
      return this.#outage.afterSteps > 0 ? [] : this.end();
    }
    if (!random.isTrue(0.08)) return [];
    this.#outage = { status: random.pick([403, 404]), afterSteps: 1 + random.below(3) };
    return [`GraphQL is answered with ${this.#outage.status}`];
  }

  end(): string[] {
    const { status } = this.#outage ?? {};
    this.#outage = undefined;
    return status ? ['GraphQL responds again'] : [];
  }

  /** A server of a version without a field has no such feature either. */
  get hasQueue(): boolean {
    return this.hasGraphQl && !this.#lacks('isInMergeQueue');
  }

  get hasAutoMerge(): boolean {
    return !this.#lacks('autoMergeRequest');
  }

  get hasGraphQl(): boolean {
    return this.kind !== 'absent' && this.kind !== 'without drafts';
  }

  /** Whether a token can never read threads: then the mergeability that the forge reports decides. */
  hidesThreads(token: string): boolean {
    return !this.hasGraphQl || this.#lacks('reviewThreads') || this.#isUnknowable(token);
  }

  hidesQueue(token: string): boolean {
    return !this.hasQueue || this.#isUnknowable(token);
  }

  hidesDecision(token: string): boolean {
    return !this.hasGraphQl || this.#lacks('reviewDecision') || this.#isUnknowable(token);
  }

  get hidesMergeState(): boolean {
    return this.#lacks('mergeStateStatus');
  }

  #lacks(name: string): boolean {
    return servers[this.kind].some((field) => field === name);
  }

  #isUnknowable(token: string): boolean {
    return [everyToken, token].some((key) => this.#sights.get(key)?.isUnknowable);
  }

  /** The server itself, behind all faults. */
  wrap(http: HttpClient): HttpClient {
    return {
      ...http,
      send: async (message) => this.#refuse(message) ?? http.send(message),
    };
  }

  /** Notes what arrives of GraphQL, in front of all faults. */
  observe(http: HttpClient): HttpClient {
    return {
      ...http,
      send: async (message) => {
        const result = await http.send(message);
        if (message.url.endsWith('/graphql')) this.#note(toToken(message), result);
        return result;
      },
    };
  }

  #refuse({ url, body }: Parameters<HttpClient['send']>[0]): HttpResult | undefined {
    if (!url.endsWith('/graphql')) return undefined;
    if (this.kind === 'absent') return toResponse(404, '{"message": "Not Found"}');
    if (this.#outage) {
      const message = this.#outage.status === 404 ? 'Not Found' : 'Forbidden';
      return toResponse(this.#outage.status, JSON.stringify({ message }));
    }
    const { query = '' } = JSON.parse(body) as { query?: string };
    const errors = servers[this.kind].flatMap((name) => listErrors(query, name));
    return errors.length > 0 ? toResponse(200, JSON.stringify({ errors })) : undefined;
  }

  /** A server that has responded is out of order at first when it refuses; ten minutes later it has none. */
  #note(token: string, result: HttpResult): void {
    const status = result.kind === 'response' ? result.status : undefined;
    if (result.kind !== 'response' || status === undefined || status >= 429) return;
    if (isData(result.body)) {
      this.#oddSince = undefined;
      for (const key of [everyToken, token]) {
        this.#sights.set(key, { hasResponded: true, isUnknowable: false });
      }
      return;
    }
    const key = status === 401 || status === 403 ? token : everyToken;
    const { hasResponded = false } = this.#sights.get(key) ?? {};
    this.#oddSince ??= this.#clock.monotonic();
    const isLasting = this.#clock.monotonic() - this.#oddSince >= absentAfterMs;
    if (hasResponded && !isLasting) return;
    this.#sights.set(key, { hasResponded: false, isUnknowable: true });
  }
}

function toToken({ headers }: HttpRequest): string {
  return Object.values(headers).join(' ').split('Bearer ').at(-1) ?? '';
}

function isData(body: Buffer): boolean {
  try {
    const { data } = JSON.parse(body.toString()) as { data?: object | null };
    return data !== undefined && data !== null;
  } catch {
    return false;
  }
}

/** As GitHub validates a query: one error for each place. */
function listErrors(query: string, fieldName: string): object[] {
  return query.split('\n').flatMap((text, index) =>
    [...text.matchAll(new RegExp(`\\b${fieldName}\\b`, 'g'))].map((match) => ({
      message: `Field '${fieldName}' doesn't exist on type 'PullRequest'`,
      locations: [{ line: index + 1, column: match.index + 1 }],
      extensions: { code: 'undefinedField', fieldName },
    })),
  );
}
