import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Commit } from '../../../../src/contract/pull-request-text.ts';
import { commitsQuery } from '../../api/branch-queries.ts';
import { useNow } from '../../shared/clock.ts';
import { QueryContent, useLastKnown } from '../../shared/query-content.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { Avatar } from './avatar.tsx';

/** The commits of the pull request, oldest first, with links to the forge. */
export function CommitSection({ status, forge }: { status: DiffStatus; forge: string }) {
  const query = useQuery(commitsQuery(status));
  const known = useLastKnown(query.data);
  const text = messages.commitList;
  return (
    <section className="commits" aria-label={text.title}>
      <h2>
        {text.title} {known && <span>{known.commits.length}</span>}
      </h2>
      <QueryContent
        query={query}
        known={known}
        loading={text.loading}
        failedTitle={text.failedTitle}
        failedAgain={text.failedAgain}
      >
        {({ commits, commits_truncated: isCut }) => (
          <>
            {commits.length === 0 && <p className="thread-note">{text.none}</p>}
            <ol className="commit-list">
              {commits.map((commit) => (
                <CommitRow key={commit.sha} commit={commit} />
              ))}
            </ol>
            {isCut && <p className="thread-note">{text.newestLeftOut(forge)}</p>}
          </>
        )}
      </QueryContent>
    </section>
  );
}

function CommitRow({ commit }: { commit: Commit }) {
  const { sha, title, author, avatar_url: avatar, authored_at: at, url } = commit;
  return (
    <li className="commit-line">
      <span className="commit-title" dir="auto">
        {title || messages.commitList.untitled}
      </span>
      <span className="commit-author">
        <Avatar address={avatar} size={16} />
        <bdi>{author ?? messages.threadList.deletedAccount}</bdi>
      </span>
      <span className="commit-age">{at !== null && <Age at={at} />}</span>
      <ExternalLink className="commit-sha" href={parseWebAddress(url)}>
        <code title={sha}>{sha.slice(0, 7)}</code>
      </ExternalLink>
    </li>
  );
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useNow((nowMs) => formatAge(at, nowMs))}</Time>;
}
