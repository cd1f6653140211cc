import { findUnknownTerms, type UnknownTerm } from '../../../../src/contract/board-filter.ts';
import { findNearestName } from '../../../../src/contract/nearest-name.ts';
import { messages } from '../../text/messages.ts';

interface FilterProblemsProps {
  text: string;
  /** Called with the corrected text. */
  onText: (text: string) => void;
}

/** What the filter does not have, with the nearest that it has. */
export function FilterProblems({ text, onText }: FilterProblemsProps) {
  return (
    <ul className="filter-problems">
      {findUnknownTerms(text).map((term) => (
        <li key={term.given}>
          <FilterProblem term={term} onChoose={(name) => onText(replaceTerm(text, term, name))} />
        </li>
      ))}
    </ul>
  );
}

function FilterProblem({
  term,
  onChoose,
}: {
  term: UnknownTerm;
  onChoose: (name: string) => void;
}) {
  const { given, known } = term;
  const nearest = findNearestName(given, known);
  const problem = messages.filterProblem;
  return (
    <>
      {problem.unknown(given)}{' '}
      {nearest === undefined ? (
        problem.known(known)
      ) : (
        <>
          {problem.nearest}{' '}
          <button type="button" className="link-button" onClick={() => onChoose(nearest)}>
            {nearest}
          </button>
        </>
      )}
    </>
  );
}

/** The value of `is:a,b` may stand behind another one. */
function replaceTerm(text: string, { given }: UnknownTerm, name: string): string {
  const whole = text.toLowerCase().indexOf(given);
  if (whole >= 0) return text.slice(0, whole) + name + text.slice(whole + given.length);
  const value = given.slice(given.indexOf(':') + 1);
  const at = text.toLowerCase().lastIndexOf(value);
  return text.slice(0, at) + name.slice(name.indexOf(':') + 1) + text.slice(at + value.length);
}
