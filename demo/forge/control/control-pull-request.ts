import type { Arrangement } from '../arrangement.ts';
import type { PullRequestReference, ThreadToArrange } from '../conversation-arrangement.ts';
import { type Answer, toEmpty, toJson, toNotFound } from '../http/answer.ts';
import type { ReviewToArrange } from '../pull-request-arrangement.ts';
import type { WantedCheck } from '../world/checks.ts';
import type { WantedLabel } from '../world/labels.ts';

/** A JSON object that somebody typed. */
export type Body = Record<string, unknown>;

/** One method, and the words of the path behind the number of the pull request. */
export async function controlPullRequest(
  arrangement: Arrangement,
  pull: PullRequestReference,
  action: string,
  body: Body,
): Promise<Answer> {
  switch (action) {
    case 'PATCH':
      arrangement.changePullRequest(pull, body);
      break;
    case 'DELETE':
      arrangement.deletePullRequest(pull);
      break;
    case 'POST close':
      arrangement.closePullRequest(pull);
      break;
    case 'POST reopen':
      await arrangement.reopenPullRequest(pull);
      break;
    case 'POST merge':
      await arrangement.mergePullRequest(pull, String(body.by));
      break;
    case 'POST reviews':
      arrangement.submitReview(pull, body as unknown as ReviewToArrange);
      break;
    case 'POST checks':
      arrangement.setPullRequestChecks(pull, body.checks as WantedCheck[]);
      break;
    default:
      return controlConversation(arrangement, pull, action, body);
  }
  return toEmpty(204);
}

function controlConversation(
  arrangement: Arrangement,
  pull: PullRequestReference,
  action: string,
  body: Body,
): Answer {
  const [, resolved] = /^DELETE threads (\d+)$/.exec(action) ?? [];
  if (resolved !== undefined) {
    arrangement.resolveThread(pull, Number(resolved), String(body.by));
    return toEmpty(204);
  }
  switch (action) {
    case 'POST labels':
      arrangement.setLabels(pull, body.labels as WantedLabel[]);
      break;
    case 'POST reviewers':
      arrangement.requestReview(pull, body);
      break;
    case 'DELETE reviewers':
      arrangement.unrequestReview(pull, body);
      break;
    case 'POST threads':
      return toJson({ id: arrangement.openThread(pull, body as unknown as ThreadToArrange) }, 201);
    case 'POST auto-merge':
      arrangement.setAutoMerge(pull, String(body.by));
      break;
    case 'DELETE auto-merge':
      arrangement.setAutoMerge(pull, undefined);
      break;
    case 'POST queue':
      arrangement.enqueue(pull, String(body.by));
      break;
    case 'DELETE queue':
      arrangement.dequeue(pull);
      break;
    default:
      return toNotFound();
  }
  return toEmpty(204);
}
