import type { Clock } from '../../platform/clock.ts';
import type { HttpClient } from '../../platform/http-client.ts';
import type { ConditionalClient, Reading } from '../conditional-client.ts';
import type { Access } from '../forge.ts';
import {
  type Asked,
  toFailed,
  toMalformedOutcome,
  toUnreadOutcome,
  type UnreadOutcome,
} from '../outcome-of-answer.ts';

export interface Read<Value> {
  kind: 'read';
  value: Value;
  nextUrl: string | undefined;
  redirected: boolean;
}

export interface Unread {
  kind: 'unread';
  /** Undefined when the forge gave no answer with a status. */
  status: number | undefined;
  outcome: UnreadOutcome;
}

export interface ApiRequest<Value> {
  url: string;
  /** What is asked for, in words for a person: `the repository acme/app`. */
  subject: string;
  reading: Reading<Value>;
}

/** GitHub's REST API with the errors of every call in one form. */
export interface GitHubApi {
  readonly baseUrl: string;
  read<Value>(request: ApiRequest<Value>, access: Access): Promise<Read<Value> | Unread>;
  readDiff(
    request: { url: string; subject: string; limitBytes: number },
    access: Access,
  ): Promise<{ kind: 'diff'; diff: string } | { kind: 'too_large' } | Unread>;
}

const jsonType = 'application/vnd.github+json';
const diffType = 'application/vnd.github.v3.diff';

export function createGitHubApi(
  forge: { id: string; apiBaseUrl: string },
  http: HttpClient,
  conditional: ConditionalClient,
  clock: Pick<Clock, 'now'>,
): GitHubApi {
  const { host } = new URL(forge.apiBaseUrl);
  const toAsked = (subject: string, { token }: Access): Asked => {
    return { forgeId: forge.id, host, subject, token };
  };
  return {
    baseUrl: forge.apiBaseUrl,
    async read({ url, subject, reading }, access) {
      const asked = toAsked(subject, access);
      if (!isSendable(access.token)) return toUnsendable(asked);
      const headers = toHeaders(jsonType, access);
      const answer = await conditional.read({ url, headers, reading }, access);
      if (answer.kind === 'read') return answer;
      if (answer.kind === 'malformed') {
        return { kind: 'unread', status: undefined, outcome: toMalformedOutcome(asked) };
      }
      return toUnread(answer.answer, asked, clock);
    },
    async readDiff({ url, subject, limitBytes }, access) {
      const asked = toAsked(subject, access);
      if (!isSendable(access.token)) return toUnsendable(asked);
      const headers = toHeaders(diffType, access);
      const { signal } = access;
      const answer = await http.get({ url, headers, signal, bodyLimitBytes: limitBytes });
      if (answer.kind === 'too_large') return { kind: 'too_large' };
      if (answer.kind !== 'answered') return toUnread(answer, asked, clock);
      // GitHub's own cap: "the diff exceeded the maximum number of lines".
      if (answer.status === 406) return { kind: 'too_large' };
      if (answer.status !== 200) return toUnread(answer, asked, clock);
      return { kind: 'diff', diff: answer.body.toString('utf8') };
    },
  };
}

function toHeaders(accept: string, { token }: Access) {
  return {
    accept,
    authorization: `Bearer ${token}`,
    'user-agent': 'afterpush',
    'x-github-api-version': '2022-11-28',
  };
}

function toUnread(
  answer: Parameters<typeof toUnreadOutcome>[0],
  asked: Asked,
  clock: Pick<Clock, 'now'>,
): Unread {
  const status = answer.kind === 'answered' ? answer.status : undefined;
  return { kind: 'unread', status, outcome: toUnreadOutcome(answer, asked, clock.now()) };
}

function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

function toUnsendable({ forgeId }: Asked): Unread {
  const message = `The token for ${forgeId} holds characters that no token has: link a new one.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('unauthorized', message) };
}
