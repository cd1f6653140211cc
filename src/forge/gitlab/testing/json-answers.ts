import {
  type ScenarioPullRequest,
  type ScenarioThread,
  toCommentInstant,
} from '../../testing/forge-scenario.ts';
import {
  baseSha,
  listApprovers,
  parents,
  projectIds,
  sources,
  toMergeStatus,
  toReviewStates,
} from './world.ts';

// Bodies as GitLab sends them, with enough other fields to notice when the wrong one is read.

export function projectJson(
  fullPath: keyof typeof projectIds,
  webBaseUrl: string,
): Record<string, unknown> {
  const [namespace = '', path = ''] = fullPath.split('/');
  const named = {
    id: projectIds[fullPath],
    name: 'The App',
    name_with_namespace: `${namespace} / The App`,
    path,
    path_with_namespace: fullPath,
    default_branch: 'main',
    web_url: `${webBaseUrl}/${fullPath}`,
    visibility: 'private',
    namespace: { id: 1, path: namespace, kind: 'group', full_path: namespace },
  };
  const parent = parents[fullPath];
  if (!parent) return named;
  // GitLab reports one level only.
  const { forked_from_project: _, ...forkedFrom } = projectJson(parent, webBaseUrl);
  return { ...named, forked_from_project: forkedFrom };
}

export function userJson(login: string) {
  return {
    id: login.length,
    username: login,
    name: `${login} the Great`,
    state: 'active',
    avatar_url: `https://avatars.test/${login}.png?s=80&d=identicon`,
    web_url: `https://gitlab.test/${login}`,
  };
}

/** An entry of a list of merge requests. */
export function listedJson(pull: ScenarioPullRequest, webBaseUrl: string, withDetails = false) {
  const { number, draft, settledAt, labels } = pull;
  const target = sources[pull.into ?? 'repository'];
  return {
    id: 900_000 + number,
    iid: number,
    project_id: projectIds[target],
    title: pull.title,
    description: pull.description ?? 'Text',
    state: pull.state === 'open' ? 'opened' : pull.state,
    created_at: '2026-01-01T10:00:00.000Z',
    updated_at: pull.changedAt.toISOString(),
    merged_at: pull.state === 'merged' ? (settledAt?.toISOString() ?? null) : null,
    closed_at: pull.state === 'closed' ? (settledAt?.toISOString() ?? null) : null,
    target_branch: pull.baseBranch,
    source_branch: pull.branch,
    user_notes_count: pull.unresolvedThreads,
    author: userJson(pull.author),
    assignees: [],
    reviewers: [...toReviewStates(pull).keys()].map(userJson),
    source_project_id: projectIds[sources[pull.from]],
    target_project_id: projectIds[target],
    labels: withDetails
      ? labels.map(({ name, color }) => ({ id: 1, name, color, text_color: '#FFFFFF' }))
      : labels.map(({ name }) => name),
    draft,
    work_in_progress: draft,
    merge_when_pipeline_succeeds: false,
    merge_status: 'can_be_merged',
    detailed_merge_status: toMergeStatus(pull),
    sha: pull.headSha,
    web_url: `${webBaseUrl}/${target}/-/merge_requests/${number}`,
    has_conflicts: pull.mergeability === 'conflicting',
    blocking_discussions_resolved: true,
  };
}

/** A single merge request, which has more fields than a list entry. */
export function pullRequestJson(pull: ScenarioPullRequest, webBaseUrl: string) {
  return {
    ...listedJson(pull, webBaseUrl),
    changes_count: `${pull.changedFiles}`,
    head_pipeline: pull.checks.length > 0 ? pipelineJson(pull) : null,
    diff_refs: { base_sha: baseSha, head_sha: pull.headSha, start_sha: baseSha },
  };
}

export function pipelineJson({ number, headSha, branch, from }: ScenarioPullRequest) {
  return {
    id: 500 + number,
    iid: 3,
    project_id: projectIds[sources[from]],
    sha: headSha,
    ref: branch,
    status: 'running',
    source: 'push',
    web_url: 'https://gitlab.test/pipelines/1',
  };
}

export const jobStatuses = { passed: 'success', failed: 'failed', pending: 'running' };

export function statusesJson(
  { checks, number, headSha, branch }: ScenarioPullRequest,
  isAllowedToFail: (name: string) => boolean,
) {
  return checks.map(({ name, state }, index) => ({
    id: 9_000 + index,
    sha: headSha,
    ref: branch,
    pipeline_id: 500 + number,
    status: jobStatuses[state],
    name,
    target_url: `https://gitlab.test/acme/app/-/jobs/${9_000 + index}`,
    description: null,
    created_at: '2026-01-01T10:59:00.000Z',
    started_at: checks[index]?.startedAt?.toISOString() ?? null,
    finished_at: checks[index]?.completedAt?.toISOString() ?? null,
    allow_failure: isAllowedToFail(name),
    author: userJson('ada'),
  }));
}

export function approvalsJson(pull: ScenarioPullRequest) {
  return {
    user_has_approved: false,
    user_can_approve: true,
    // GitLab reports this for a merge request that needs no approval.
    approved: true,
    approvals_required: 0,
    approvals_left: 0,
    approved_by: listApprovers(pull).map((login) => ({ user: userJson(login) })),
  };
}

export function reviewersJson(pull: ScenarioPullRequest) {
  return [...toReviewStates(pull)].map(([login, state]) => ({
    user: userJson(login),
    state,
    created_at: '2026-01-01T10:30:00.000Z',
  }));
}

export function discussionsJson(pull: ScenarioPullRequest) {
  const { unresolvedThreads, threads = [] } = pull;
  const note = { type: 'DiffNote', body: 'Hm', system: false, resolvable: true };
  const open = { individual_note: false, notes: [{ ...note, resolved: false }] };
  const resolved = { individual_note: false, notes: [{ ...note, resolved: true }] };
  const comment = { individual_note: true, notes: [{ ...note, type: null, resolvable: false }] };
  const counted = [comment, ...Array.from({ length: unresolvedThreads }, () => open), resolved];
  return [...counted, ...threads.map((thread, index) => discussionJson(thread, index, pull))];
}

function discussionJson(thread: ScenarioThread, index: number, { headSha }: ScenarioPullRequest) {
  const { path, line, startLine, side, resolvedBy, comments } = thread;
  const name = side === 'old' ? 'old_line' : 'new_line';
  const position = {
    base_sha: baseSha,
    start_sha: baseSha,
    head_sha: headSha,
    old_path: path,
    new_path: path,
    position_type: 'text',
    old_line: null,
    new_line: null,
    [name]: line,
    line_range: startLine && {
      start: {
        line_code: 'abc_1_2',
        type: null,
        old_line: null,
        new_line: null,
        [name]: startLine,
      },
      end: { line_code: 'abc_3_4', type: null, old_line: null, new_line: null, [name]: line },
    },
  };
  const isOnLine = path !== null;
  return {
    id: `d1scuss10n${index}`,
    individual_note: !isOnLine,
    notes: comments.map(({ author, body }, at) => ({
      id: 1000 + index * 100 + at,
      type: isOnLine ? 'DiffNote' : null,
      body,
      author: userJson(author),
      created_at: toCommentInstant(index, at).toISOString(),
      updated_at: toCommentInstant(index, at).toISOString(),
      system: false,
      resolvable: isOnLine,
      ...(isOnLine && {
        resolved: resolvedBy !== null,
        resolved_by: resolvedBy === null ? null : userJson(resolvedBy),
        position,
      }),
    })),
  };
}

export function versionJson({ headSha }: ScenarioPullRequest) {
  const base = { base_commit_sha: baseSha, start_commit_sha: baseSha };
  return { id: 110, head_commit_sha: headSha, ...base, state: 'collected', real_size: '1' };
}

/** The files of a unified diff, as GitLab lists them. */
export function changedFilesJson(diff: string) {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((text) => text !== '')
    .map((text) => {
      const [, oldPath = '', newPath = ''] = /^diff --git a\/(\S+) b\/(\S+)/.exec(text) ?? [];
      const start = text.indexOf('@@ ');
      return {
        diff: start < 0 ? '' : text.slice(start),
        collapsed: false,
        too_large: false,
        new_path: newPath,
        old_path: oldPath,
        a_mode: '100644',
        b_mode: '100644',
        new_file: text.includes('\nnew file mode'),
        renamed_file: oldPath !== newPath,
        deleted_file: text.includes('\ndeleted file mode'),
        generated_file: false,
      };
    });
}
