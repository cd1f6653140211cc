import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { waitGoals } from '../../contract/wait-goal.ts';
import { systemClock } from '../../platform/clock.ts';
import { getServer } from '../command-action.ts';
import { createLinkedController, waitForGoal } from '../wait-for-goal.ts';
import {
  answer,
  branchInput,
  findSubject,
  readBranch,
  selectBranch,
  type ToolDeps,
} from './mcp-deps.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const readOnly = { readOnlyHint: true, openWorldHint: true };

export function registerStatusTools(server: McpServer, deps: ToolDeps): void {
  server.registerTool(
    'get_status',
    {
      title: 'Status of my pull request',
      description: 'The pull request of your branch and its verdict: what it needs now and why.',
      inputSchema: branchInput,
      annotations: readOnly,
    },
    (input, { signal }) =>
      answer(async () => {
        const { chat, status } = await readBranch(await findSubject(deps, input, signal));
        const others = chat.diff_statuses.filter((other) => other !== status);
        return {
          chat_id: chat.id,
          title: chat.title,
          branch: status ? summarize(status) : null,
          other_branches: others.map(({ git_branch: branch, verdict, url }) => ({
            branch,
            reason: verdict.reason,
            url,
          })),
        };
      }),
  );
  server.registerTool(
    'list_reviews',
    {
      title: 'Reviews of my pull request',
      description:
        'Who reviewed the pull request or was requested to, and how many threads are open.',
      inputSchema: branchInput,
      annotations: readOnly,
    },
    (input, { signal }) =>
      answer(async () => {
        const subject = await findSubject(deps, input, signal);
        const { status, ...branch } = await selectBranch(subject);
        // The threads are those of list_review_threads.
        const query = { ...branch, threads: 'false' } as const;
        const { reviews } = await subject.client.listReviews(subject.chatId, query);
        return { ...toReviewSummary(status), url: status.url, reviews };
      }),
  );
  server.registerTool(
    'wait_for',
    {
      title: 'Wait for my pull request',
      description:
        'Blocks until a state is reached. settled: nothing runs for the pushed commit, or it needs an action. green: all its checks passed. review: somebody reviewed it. merged: it was merged. change: anything changed.',
      inputSchema: {
        ...branchInput,
        state: z.enum(waitGoals).default('settled'),
        timeout_seconds: z
          .number()
          .min(0)
          .max(7_200)
          .default(300)
          .describe('less than the limit of your client for one call'),
      },
      annotations: readOnly,
    },
    ({ state: goal, timeout_seconds: seconds, ...input }, extra) =>
      answer(async () => {
        const subject = await findSubject(deps, input, extra.signal);
        const outcome = await reportProgress(extra, (onProgress) =>
          waitForGoal(
            {
              chat: { chatId: subject.chatId, branch: subject.choice },
              goal,
              timeoutMs: seconds * 1_000,
            },
            {
              findServer: () => getServer(deps.terminal),
              clock: systemClock,
              signal: extra.signal,
              onProgress,
            },
          ),
        );
        const { result, message, status } = outcome;
        return { state: goal, result, message, branch: status ? summarize(status) : null };
      }),
  );
}

const progressMs = 10_000;

/** Clients extend their time limit with each progress notification, so some are sent regularly. */
async function reportProgress<Result>(
  { _meta: meta, sendNotification, signal }: Extra,
  run: (onProgress: (message: string) => void) => Promise<Result>,
): Promise<Result> {
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return run(() => undefined);
  let progress = 0;
  let latest = '';
  const send = () => {
    progress += 1;
    const params = { progressToken, progress, message: latest };
    // A client that has gone is noticed by the end of the request.
    sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
  };
  const ended = createLinkedController(signal);
  const stopped = ended.signal;
  const beat = async () => {
    while (!stopped.aborted) {
      await systemClock.sleep(progressMs, stopped);
      if (!stopped.aborted) send();
    }
  };
  const beating = beat();
  try {
    return await run((message) => {
      latest = message;
      send();
    });
  } finally {
    ended[Symbol.dispose]();
    await beating;
  }
}

/** What an agent needs to know about a branch, in few words. */
function summarize(status: DiffStatus) {
  const { checks, failure } = status;
  return {
    branch: status.git_branch,
    repository: status.repository ?? status.remote_origin,
    verdict: status.verdict,
    pushed_sha: status.reported_sha,
    pull_request:
      status.pr_number === null
        ? null
        : {
            number: status.pr_number,
            title: status.pull_request_title,
            state: status.pull_request_state,
            draft: status.pull_request_draft,
            base: status.base_branch,
            head_sha: status.head_sha,
            url: status.url,
            mergeability: status.mergeability,
          },
    checks,
    reviews: toReviewSummary(status),
    outdated_because: failure && { kind: failure.kind, message: failure.message },
  };
}

function toReviewSummary(status: DiffStatus) {
  return {
    decision: status.review_decision,
    approved: status.approved,
    changes_requested: status.changes_requested,
    unresolved_threads: status.unresolved_threads,
  };
}
