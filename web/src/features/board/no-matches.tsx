import { navigate } from '../../shared/routing/location.ts';
import { toHref } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';

/** `whole`: nothing matches; until then more chats are on their way. */
export function NoMatches({ whole }: { whole: boolean }) {
  return (
    <Notice
      title={whole ? messages.noMatches : messages.noMatchesYet}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => navigate(toHref(location.pathname, {}), 'replace')}
        >
          {messages.clearFilter}
        </button>
      }
    />
  );
}
