import type { CheckLog } from '../../contract/client.ts';
import { listLogGroups, parseLogLine, toPlainLog } from '../../contract/log.ts';
import { toOneLine } from '../safe-text.ts';

const longestLine = 2_000;

/** The last lines of the step in which the log says that something failed, else of the whole log. */
export function listFailingLines(
  { lines, firstError }: Pick<CheckLog, 'lines' | 'firstError'>,
  count: number,
): { step: string | undefined; lines: string[] } {
  const parsed = lines.map(parseLogLine);
  const at =
    firstError !== null && firstError >= 0 && firstError < lines.length ? firstError : null;
  const steps = parsed.flatMap(({ mark }, index) =>
    mark?.kind === 'group' && mark.isStep ? [{ index, title: mark.title }] : [],
  );
  const group =
    at === null
      ? undefined
      : listLogGroups(parsed).find(({ start, end }) => start <= at && at < end);
  const step = at === null ? undefined : steps.findLast(({ index }) => index <= at);
  const next = step && steps.find(({ index }) => index > step.index);
  const end = at === null ? lines.length : (next?.index ?? lines.length);
  const start = step?.index ?? 0;
  // The first error stays in view, however much the step prints after it.
  const last =
    at === null ? end : Math.min(end, Math.max(at + Math.ceil(count / 2), start + count));
  const first = Math.max(start, last - count);
  return {
    step: step?.title ?? group?.title,
    lines: parsed.slice(first, last).map(({ text }) => toLine(text)),
  };
}

/** Keeps indentation; removes what would change how the rest reads. */
function toLine(text: string): string {
  const plain = toPlainLog(text);
  const [indentation = ''] = /^[ \t]{0,200}/.exec(plain) ?? [];
  return indentation + toOneLine(plain, longestLine);
}
