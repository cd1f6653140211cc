import { navigate } from '../../routes/location.ts';
import { toHref } from '../../routes/route.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

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
