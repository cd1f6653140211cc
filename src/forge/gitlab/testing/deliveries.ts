import type { WebhookDelivery } from '../../forge.ts';
import type { DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { ForgeScenario, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { statusesJson, userJson } from './json-answers.ts';
import { isAllowedToFail, projectIds, sources, type World } from './world.ts';

export const webhookSecret = 's3cret of the hook';

const actions = { opened: 'open', updated: 'update', closed: 'close', merged: 'merge' };

/** Deliveries as GitLab sends them. */
export function createDeliveries(
  webBaseUrl: string,
  people: DeletedAccounts,
): ForgeScenario['deliveries'] {
  const project = hookProjectJson('acme/app', webBaseUrl);
  return {
    secret: webhookSecret,
    signsBody: false,
    pullRequest: (action, pull) => {
      const attributes = { ...attributesJson(pull, webBaseUrl), action: actions[action] };
      return toDelivery('Merge Request Hook', {
        object_kind: 'merge_request',
        event_type: 'merge_request',
        user: people.erase(userJson(pull.author)),
        project,
        object_attributes: people.erase(attributes),
        labels: [],
        changes: {},
      });
    },
    push: (branch, sha) =>
      toDelivery('Push Hook', {
        object_kind: 'push',
        event_name: 'push',
        before: '0'.repeat(40),
        after: sha,
        ref: `refs/heads/${branch}`,
        checkout_sha: sha,
        project_id: 7,
        project,
        commits: [{ id: sha, message: 'Fix it' }],
        total_commits_count: 1,
      }),
    other: () =>
      toDelivery('Issue Hook', {
        object_kind: 'issue',
        event_type: 'issue',
        user: userJson('ada'),
        project,
        object_attributes: { id: 1, iid: 12, state: 'opened', title: 'Broken', action: 'open' },
      }),
  };
}

export function buildJobDelivery(
  pull: ScenarioPullRequest,
  name: string,
  world: World,
  webBaseUrl: string,
): WebhookDelivery {
  const jobs = statusesJson(pull, (job) => isAllowedToFail(job, world));
  const job = jobs.find((one) => one.name === name);
  return toDelivery('Job Hook', {
    object_kind: 'build',
    ref: pull.branch,
    tag: false,
    sha: pull.headSha,
    retries_count: 0,
    build_id: job?.id,
    build_name: name,
    build_stage: 'test',
    build_status: job?.status,
    build_started_at: job?.started_at,
    build_finished_at: job?.finished_at,
    build_allow_failure: job?.allow_failure,
    pipeline_id: job?.pipeline_id,
    project_id: 7,
    // That is the id of the pipeline, too.
    commit: { id: job?.pipeline_id, sha: pull.headSha, status: 'running' },
    project: hookProjectJson('acme/app', webBaseUrl),
  });
}

export function toDelivery(event: string, content: unknown): WebhookDelivery {
  return {
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f',
      'x-gitlab-event': event,
      'x-gitlab-webhook-uuid': '13792a34-cac6-4fda-95a8-c58e00a3954e',
      'x-gitlab-event-uuid': '2e4a1a5b-1d1c-4a8e-93f3-8d2e0b1a7c11',
      'x-gitlab-instance': 'https://gitlab.test',
      'x-gitlab-token': webhookSecret,
    },
    body: Buffer.from(JSON.stringify(content)),
  };
}

export function attributesJson(pull: ScenarioPullRequest, webBaseUrl: string) {
  const sourcePath = sources[pull.from];
  return {
    id: 900_000 + pull.number,
    iid: pull.number,
    author_id: userJson(pull.author).id,
    source_branch: pull.branch,
    source_project_id: projectIds[sourcePath],
    target_branch: pull.baseBranch,
    target_project_id: 7,
    title: pull.title,
    draft: pull.draft,
    work_in_progress: pull.draft,
    state: pull.state === 'open' ? 'opened' : pull.state,
    created_at: '2026-01-01 10:00:00 UTC',
    updated_at: pull.changedAt.toISOString().replace('T', ' ').replace('.000Z', ' UTC'),
    url: `${webBaseUrl}/acme/app/-/merge_requests/${pull.number}`,
    source: hookProjectJson(sourcePath, webBaseUrl),
    target: hookProjectJson('acme/app', webBaseUrl),
    last_commit: { id: pull.headSha, message: 'Fix it', timestamp: '2026-01-01T10:00:00+00:00' },
  };
}

export function hookProjectJson(fullPath: keyof typeof projectIds, webBaseUrl: string) {
  return {
    id: projectIds[fullPath],
    name: 'The App',
    web_url: `${webBaseUrl}/${fullPath}`,
    namespace: 'Acme',
    path_with_namespace: fullPath,
    default_branch: 'main',
  };
}
