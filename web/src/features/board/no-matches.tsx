import { navigate } from '../../shared/routing/location.ts';
import { toHref } from '../../shared/routing/route.ts';
import { words } from '../../text/text.ts';
import { Notice } from '../../ui/notice.tsx';

/** `whole`: nothing matches; until then more chats are on their way. */
export function NoMatches({ whole }: { whole: boolean }) {
  return (
    <Notice
      title={whole ? words.noMatches : words.noMatchesYet}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => navigate(toHref(location.pathname, {}), 'replace')}
        >
          {words.clearFilter}
        </button>
      }
    />
  );
}
