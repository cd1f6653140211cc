import { BroadcastIcon, CircleSlashIcon, type Icon, UnmuteIcon } from '@primer/octicons-react';
import { useState } from 'react';
import type { WebhookFeed } from '../../../../src/contract/forges.ts';
import { useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Time } from '../../ui/time.tsx';
import { formatInstallCommand } from './webhook-feeds.ts';

const initiallyShown = 8;

interface WebhookFeedListProps {
  /** Those of one forge, in display order. */
  feeds: readonly WebhookFeed[];
  forgeCount: number;
}

/** Whether the webhook of each repository works, and how to install it. */
export function WebhookFeedList({ feeds, forgeCount }: WebhookFeedListProps) {
  const text = messages.forges.webhooks;
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? feeds : feeds.slice(0, initiallyShown);
  return (
    <div className="forge-part">
      <h3>{text.title}</h3>
      <p className="hint">{feeds.length === 0 ? text.none : text.text}</p>
      {shown.length > 0 && (
        <ul className="feeds">
          {shown.map((feed) => (
            <FeedLine key={feed.repository} feed={feed} forgeCount={forgeCount} />
          ))}
        </ul>
      )}
      {shown.length < feeds.length && (
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          {text.all(feeds.length)}
        </button>
      )}
    </div>
  );
}

const badges: Record<WebhookFeed['state'], { Symbol: Icon; tone: string }> = {
  live: { Symbol: BroadcastIcon, tone: 'success' },
  waiting: { Symbol: BroadcastIcon, tone: 'quiet' },
  silent: { Symbol: UnmuteIcon, tone: 'attention' },
  never: { Symbol: CircleSlashIcon, tone: 'quiet' },
};

function FeedLine({ feed, forgeCount }: { feed: WebhookFeed; forgeCount: number }) {
  const { state } = feed;
  const { Symbol, tone } = badges[state];
  const text = messages.forges.webhooks;
  return (
    <li>
      <span className="feed-repository">
        <bdi>{feed.repository}</bdi>
      </span>
      <span className="feed-state" data-tone={tone}>
        <Symbol size={14} aria-hidden="true" /> {text.state[state]}
      </span>
      <FeedAge feed={feed} />
      {(state === 'silent' || state === 'never') && (
        <InstallCommand
          hint={text.hint[state]}
          command={formatInstallCommand(feed, forgeCount)}
          label={text.copy(feed.repository)}
        />
      )}
    </li>
  );
}

function FeedAge({ feed }: { feed: WebhookFeed }) {
  const { last_delivery_at: deliveredAt, installed_at: installedAt } = feed;
  const text = messages.forges.webhooks;
  const age = useNow((nowMs) => {
    if (deliveredAt !== null) return text.delivered(formatAge(deliveredAt, nowMs));
    return installedAt === null ? '' : text.installed(formatAge(installedAt, nowMs));
  });
  const at = deliveredAt ?? installedAt;
  return <span className="feed-age">{at !== null && <Time at={at}>{age}</Time>}</span>;
}

function InstallCommand(props: { hint: string; command: string; label: string }) {
  return (
    <div className="feed-command">
      <span className="hint">{props.hint}</span>
      <div className="command">
        <pre>
          <code>{props.command}</code>
        </pre>
        <CopyButton text={props.command} label={props.label} />
      </div>
    </div>
  );
}
