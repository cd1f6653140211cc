import type { Chat } from '../../contract/chat.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import { groupBy } from '../../platform/group-by.ts';
import { type Finding, findLink, toFinding } from './finding.ts';

type Failure = NonNullable<DiffStatus['failure']>;

/** What forges said when branches and their checks were read: that is what the tokens may do. */
export function checkBranches(chats: readonly Chat[]): Finding[] {
  const statuses = chats.flatMap((chat) => chat.diff_statuses);
  const failed = statuses.flatMap(({ failure, remote_origin: origin, checks }) => [
    ...(failure ? [toFailure(failure, origin)] : []),
    ...(checks && !checks.readable ? [toUnreadableChecks(checks.failure_message)] : []),
  ]);
  const findings = groupBy(failed, ({ message }) => message).flatMap(([first, ...others]) => {
    if (!first) return [];
    const count = others.length + 1;
    const branches = count === 1 ? '1 branch' : `${count} branches`;
    return [{ ...first, message: `${first.message} (${branches})` }];
  });
  if (findings.length > 0) return findings;
  return [toFinding('branches', 'ok', `${statuses.length} tracked branches were read`)];
}

function toFailure({ kind, message }: Failure, origin: string): Finding {
  const host = parseRemoteOrigin(origin)?.host;
  switch (kind) {
    case 'no_forge':
      return toFinding(
        'clones',
        'problem',
        message,
        host ? `add {"type": "...", "web_base_url": "https://${host}"} to AFTERPUSH_FORGES` : null,
      );
    case 'no_token':
    case 'unauthorized':
      return toFinding('tokens', 'problem', message, 'afterpush forges link FORGE');
    case 'forbidden':
    case 'not_found':
      return toFinding('tokens', 'problem', message, findLink(message));
    case 'rate_limited':
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
    case 'internal':
      return toFinding('branches', 'note', message);
  }
}

function toUnreadableChecks(message: string | null): Finding {
  const text = message ?? 'the checks of pull requests cannot be read with this token';
  return toFinding('tokens', 'problem', text, findLink(text) ?? 'afterpush forges link FORGE');
}
