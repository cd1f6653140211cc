import { expect, test } from 'vitest';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import {
  type ForgeScenario,
  fetchOutcome,
  getPullRequest,
  type ScenarioConversation,
  type ScenarioResponse,
  samplePullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

type Fetch = (scenario: ForgeScenario, url: string) => Promise<FetchOutcome | undefined>;

const fetches: Record<string, Fetch> = {
  alone: (scenario) => fetchOutcome(scenario),
  'as a known pull request': (scenario, url) =>
    fetchOutcome(scenario, { known: { url, state: 'open' } }),
  'with other rows': async ({ forge, access, repository }, url) => {
    const { branch } = samplePullRequest;
    const others = ['agent/other', 'agent/third'].map((name) => {
      return { repository, branch: name, known: undefined };
    });
    const row = { repository, branch, known: { url, state: 'open' } as const };
    return (await forge.fetchStatuses([...others, row], access)).at(-1);
  },
};

const faults: Record<string, ScenarioResponse> = {
  'a server error': { status: 500, body: { message: 'Internal error' } },
  'a page of a proxy': { headers: { 'content-type': 'text/html' }, body: '<html>Busy</html>' },
  'an empty object': { body: {} },
};

/** S9, S14: threads, merge queue and review decision that cannot be read now are unread, never none. */
export function testConversation(start: StartScenario, { parts }: ScenarioConversation): void {
  for (const part of parts) {
    for (const [fault, response] of Object.entries(faults)) {
      test.each(Object.entries(fetches))(
        `${fault} for ${part} leaves them unread, %s`,
        async (_, fetch) => {
          await using scenario = await start();
          const reviews = [{ login: 'bob', verdict: 'approved' as const }];
          const { url } = scenario.putPullRequest({ unresolvedThreads: 2, reviews });
          scenario.conversation?.answer(part, response);
          expectUnread(await fetch(scenario, url));
          scenario.conversation?.answer(part, undefined);
          expectRead(await fetch(scenario, url));
        },
      );
    }

    test(`${part} that cannot be read again are unread, although they could be before`, async () => {
      await using scenario = await start();
      scenario.putPullRequest({});
      expect((await getPullRequest(scenario)).conversationUnread).toBe(false);
      const changedAt = new Date('2026-01-01T11:45:00Z');
      const { url } = scenario.putPullRequest({ unresolvedThreads: 2, changedAt });
      scenario.conversation?.answer(part, { status: 503, body: '' });
      const { alone } = fetches;
      if (alone) expectUnread(await alone(scenario, url));
    });
  }
}

/** A row that failed keeps what is known, and shows why it could not be read. */
function expectUnread(outcome: FetchOutcome | undefined): void {
  if (outcome?.kind === 'failed') return;
  if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  expect(outcome.pullRequest.conversationUnread).toBe(true);
}

function expectRead(outcome: FetchOutcome | undefined): void {
  if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  const { conversationUnread, unresolvedThreads, approved } = outcome.pullRequest;
  expect(conversationUnread).toBe(false);
  expect([2, null]).toContain(unresolvedThreads);
  expect(approved).toBe(true);
}
