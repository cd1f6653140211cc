import type {
  ConversationArrangement,
  PullRequestReference,
} from '../forge/conversation-arrangement.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import type { Job } from './job.ts';
import { labelColors, type Step } from './steps.ts';

interface Conversation {
  job: Job;
  people: DemoPeople;
  arrangement: ConversationArrangement;
}

/** What is done in the forge's pages. */
type ConversingStep = Extract<
  Step,
  { kind: 'label' | 'request-review' | 'resolve' | 'auto-merge' | 'enqueue' }
>;

/** Labels, requests, answers and what is to happen later. `asked` are threads that wait for an answer. */
export function converse(
  { job, people, arrangement }: Conversation,
  step: ConversingStep,
  pull: PullRequestReference,
  asked: number[],
): void {
  const agent = people.agents[job.agent].login;
  switch (step.kind) {
    case 'label':
      return arrangement.setLabels(
        pull,
        step.labels.map((name) => ({ name, color: labelColors[name] })),
      );
    case 'request-review': {
      const logins = step.reviewers.map((at) => people.reviewers[at].login);
      return arrangement.requestReview(pull, { logins, teams: step.teams });
    }
    case 'resolve':
      for (const thread of asked.splice(0)) arrangement.resolveThread(pull, thread, agent);
      return;
    case 'auto-merge':
      return arrangement.setAutoMerge(pull, agent);
    case 'enqueue':
      return arrangement.enqueue(pull, agent);
  }
}
