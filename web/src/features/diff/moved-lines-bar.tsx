import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { formatPath } from './format-path.ts';

interface MovedLinesBarProps {
  search: Search;
  /** The commit of the shown diff. */
  headSha: string;
  onShow: () => void;
}

const shortShaLength = 7;

/** Says that the address names lines of another commit, and offers the same numbers of the shown one. */
export function MovedLinesBar({ search, headSha, onShow }: MovedLinesBarProps) {
  const text = messages.diff;
  const [named, shown] = [search.commit, headSha].map((sha) => sha.slice(0, shortShaLength));
  const lines = search.line.replaceAll(/[RL]/g, '');
  return (
    <output className="diff-message moved-lines">
      <span>{text.movedLines(lines, formatPath(search.file), named ?? '', shown ?? '')}</span>
      <button type="button" className="button" onClick={onShow}>
        {text.showLinesIn(shown ?? '')}
      </button>
    </output>
  );
}
