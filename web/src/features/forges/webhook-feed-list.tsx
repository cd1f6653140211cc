import { BroadcastIcon, CircleSlashIcon, type Icon, UnmuteIcon } from '@primer/octicons-react';
import { useState } from 'react';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Time } from '../../ui/time.tsx';
import { toInstallCommand } from './webhook-feeds.ts';

const shownAtFirst = 8;

interface WebhookFeedsProps {
  /** Of one forge, in the order to be shown. */
  feeds: readonly WebhookFeed[];
  forgeCount: number;
}

/** For each repository of a forge: whether it tells what changes, and how to make it. */
export function WebhookFeeds({ feeds, forgeCount }: WebhookFeedsProps) {
  const say = messages.forges.webhooks;
  const [all, setAll] = useState(false);
  const shown = all ? feeds : feeds.slice(0, shownAtFirst);
  return (
    <div className="forge-part">
      <h3>{say.title}</h3>
      <p className="hint">{feeds.length === 0 ? say.none : say.text}</p>
      {shown.length > 0 && (
        <ul className="feeds">
          {shown.map((feed) => (
            <FeedLine key={feed.repository} feed={feed} forgeCount={forgeCount} />
          ))}
        </ul>
      )}
      {shown.length < feeds.length && (
        <button type="button" className="button" onClick={() => setAll(true)}>
          {say.all(feeds.length)}
        </button>
      )}
    </div>
  );
}

const marks: Record<WebhookFeed['state'], { Symbol: Icon; tone: string }> = {
  live: { Symbol: BroadcastIcon, tone: 'success' },
  silent: { Symbol: UnmuteIcon, tone: 'attention' },
  never: { Symbol: CircleSlashIcon, tone: 'quiet' },
};

function FeedLine({ feed, forgeCount }: { feed: WebhookFeed; forgeCount: number }) {
  const { Symbol, tone } = marks[feed.state];
  const say = messages.forges.webhooks;
  return (
    <li>
      <span className="feed-repository">
        <bdi>{feed.repository}</bdi>
      </span>
      <span className="feed-state" data-tone={tone}>
        <Symbol size={14} aria-hidden="true" /> {say.state[feed.state]}
      </span>
      <FeedAge feed={feed} />
      {feed.state !== 'live' && (
        <InstallCommand
          hint={say.hint[feed.state]}
          command={toInstallCommand(feed, forgeCount)}
          label={say.copy(feed.repository)}
        />
      )}
    </li>
  );
}

function FeedAge({ feed }: { feed: WebhookFeed }) {
  const { last_delivery_at: heardAt, installed_at: installedAt } = feed;
  const say = messages.forges.webhooks;
  const text = useNow((nowMs) => {
    if (heardAt !== null) return say.delivered(formatAge(heardAt, nowMs));
    return installedAt === null ? '' : say.installed(formatAge(installedAt, nowMs));
  });
  const at = heardAt ?? installedAt;
  return <span className="feed-age">{at !== null && <Time at={at}>{text}</Time>}</span>;
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
