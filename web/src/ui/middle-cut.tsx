interface MiddleCutProps {
  text: string;
  /** How many characters of the end stay visible. */
  end: number;
}

/** A text whose middle is cut where space is short, so that names which differ at the end stay apart. */
export function MiddleCut({ text, end }: MiddleCutProps) {
  const [start, kept] = splitForCut(text, end);
  if (kept === '') return <span className="cut-start">{start}</span>;
  return (
    <>
      <span className="cut-start">{start}</span>
      <span className="cut-end">{kept}</span>
    </>
  );
}

const segmenter = new Intl.Segmenter('en');

/** Short texts are not split: cutting their end is as good. */
export function splitForCut(text: string, end: number): [start: string, end: string] {
  const characters = listCharacters(text);
  if (characters.length <= end + 2) return [text, ''];
  return [characters.slice(0, -end).join(''), characters.slice(-end).join('')];
}

/** Most names are ASCII, which needs no segmenter: it took a twentieth of the script time of fast scrolling. */
function listCharacters(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
