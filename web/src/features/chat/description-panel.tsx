import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import type { Description } from '../../../../src/contract/pull-request-text.ts';
import { descriptionQuery } from '../../api/branch-queries.ts';
import { useNow } from '../../shared/clock.ts';
import { Markdown } from '../../shared/markdown/markdown.tsx';
import { QueryContent, useLastKnown } from '../../shared/query-content.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { renderCode } from '../diff/highlighted-code.tsx';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { Avatar } from './avatar.tsx';
import { CommitSection } from './commit-section.tsx';

interface DescriptionPanelProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** What the pull request says about itself: its title and text, and its commits. */
export function DescriptionPanel({ status, forges }: DescriptionPanelProps) {
  const query = useQuery(descriptionQuery(status));
  const known = useLastKnown(query.data);
  const forge = formatForgeName(findForgeHost(status, forges));
  const text = messages.description;
  return (
    <div className="description">
      <QueryContent
        query={query}
        known={known ?? undefined}
        loading={text.loading}
        failedTitle={text.failedTitle}
        failedAgain={text.failedAgain}
      >
        {(description) => (
          <DescriptionText description={description} chatId={status.chat_id} forge={forge} />
        )}
      </QueryContent>
      <CommitSection status={status} forge={forge} />
    </div>
  );
}

interface DescriptionTextProps {
  description: Description;
  chatId: string;
  forge: string;
}

function DescriptionText({ description, chatId, forge }: DescriptionTextProps) {
  const { title, number, url, author, avatar_url: avatar, created_at: at } = description;
  const { body, truncated } = description;
  const text = messages.description;
  return (
    <article className="description-text">
      <h2 dir="auto">
        {title}
        {number !== null && (
          <>
            {' '}
            <ExternalLink className="description-number" href={parseWebAddress(url)}>
              #{number}
            </ExternalLink>
          </>
        )}
      </h2>
      <p className="description-author">
        <Avatar address={avatar} size={16} />
        <bdi>{author ?? messages.threadList.deletedAccount}</bdi>
        {at !== null && <Age at={at} />}
      </p>
      {body === '' ? (
        <p className="thread-note">{text.none}</p>
      ) : (
        <Markdown text={body} chatId={chatId} level={2} renderCode={renderCode} />
      )}
      {truncated && <p className="thread-note">{text.truncated(forge)}</p>}
    </article>
  );
}

function Age({ at }: { at: string }) {
  const age = useNow((nowMs) => formatAge(at, nowMs));
  return <Time at={at}>{messages.description.opened(age)}</Time>;
}
