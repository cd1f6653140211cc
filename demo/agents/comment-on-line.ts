import type {
  ConversationControls,
  PullRequestReference,
} from '../forge/control/conversation-controls.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import type { ForgeClient } from './forge-client.ts';
import { type Job, labelColors, type Step } from './steps.ts';

interface Conversation {
  job: Job;
  people: DemoPeople;
  controls: ConversationControls;
}

/** What is done in the forge's pages. */
type ConversationStep = Extract<
  Step,
  { kind: 'label' | 'request-review' | 'resolve' | 'auto-merge' | 'enqueue' }
>;

/** Labels, review requests, resolved threads, auto-merge and the merge queue. */
export function runConversationStep(
  { job, people, controls }: Conversation,
  step: ConversationStep,
  pull: PullRequestReference,
  openThreads: number[],
): void {
  const agent = people.agents[job.agent].login;
  switch (step.kind) {
    case 'label':
      return controls.setLabels(
        pull,
        step.labels.map((name) => ({ name, color: labelColors[name] })),
      );
    case 'request-review': {
      const logins = step.reviewers.map((at) => people.reviewers[at].login);
      return controls.requestReview(pull, { logins, teams: step.teams });
    }
    case 'resolve':
      for (const thread of openThreads.splice(0)) controls.resolveThread(pull, thread, agent);
      return;
    case 'auto-merge':
      return controls.setAutoMerge(pull, agent);
    case 'enqueue':
      return controls.enqueue(pull, agent);
  }
}

interface ListedFile {
  filename: string;
  patch?: string;
}

/** Comments on an added line, of this file if it has one. Returns the id of the new thread. */
export async function commentOnLine(
  client: ForgeClient,
  pullRequestPath: string,
  { path, question }: { path: string; question: string },
): Promise<number | undefined> {
  const pull = (await client.send('GET', pullRequestPath)) as { head?: { sha: string } };
  const files = await client.send('GET', `${pullRequestPath}/files?per_page=100`);
  const places = (files as unknown as ListedFile[]).flatMap(toPlace);
  const place = places.find((one) => one.path === path) ?? places[0];
  if (!place) return undefined;
  const comment = { body: question, commit_id: pull.head?.sha, ...place };
  return Number((await client.send('POST', `${pullRequestPath}/comments`, comment)).id);
}

function toPlace({ filename: path, patch = '' }: ListedFile) {
  const line = findAddedLine(patch);
  return line === undefined ? [] : [{ path, line, side: 'RIGHT' }];
}

/** The number that the last added line of the first hunk that has one has today. */
function findAddedLine(patch: string): number | undefined {
  let line = 0;
  let added: number | undefined;
  for (const text of patch.split('\n')) {
    const [, start] = /^@@ -\S+ \+(\d+)/.exec(text) ?? [];
    if (start !== undefined) {
      if (added !== undefined) return added;
      line = Number(start) - 1;
    } else if (!text.startsWith('-') && !text.startsWith('\\')) {
      line += 1;
      if (text.startsWith('+')) added = line;
    }
  }
  return added;
}
