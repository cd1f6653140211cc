import { memo, useMemo } from 'react';
import { messages } from '../../text/messages.ts';
import { buildLogSections, type LogSection, type ShownLine } from './log-sections.ts';
import type { AnsiSpan } from './parse-ansi.ts';

interface LogTextProps {
  lines: readonly string[];
  /** The index of the first of them in the whole log. */
  firstLine: number;
  /** An index in `lines`. */
  firstError: number | null;
}

/**
 * All lines are in the document, so that the browser finds text in them; the style sheet lets it lay
 * out only those in view.
 */
export const LogText = memo(function LogText({ lines, firstLine, firstError }: LogTextProps) {
  const sections = useMemo(
    () => buildLogSections(lines, firstLine, firstError),
    [lines, firstLine, firstError],
  );
  const errorNumber = firstError === null ? null : firstLine + firstError + 1;
  const digits = String(firstLine + lines.length).length;
  return (
    <div className="log-text" style={{ '--digits': `${digits}ch` } as React.CSSProperties}>
      {sections.map((section, index) => (
        <Section key={index} section={section} errorNumber={errorNumber} />
      ))}
    </div>
  );
});

function Section({ section, errorNumber }: { section: LogSection; errorNumber: number | null }) {
  const { title, lines, hasError } = section;
  const content = lines.map((line) => (
    <Line key={line.number} line={line} isFirstError={line.number === errorNumber} />
  ));
  const height = { containIntrinsicBlockSize: `auto ${lines.length * 20}px` };
  if (title === null) {
    return (
      <div className="log-lines" style={height}>
        {content}
      </div>
    );
  }
  return (
    <details className="log-group" open={hasError}>
      <summary>
        <bdi>{title}</bdi>
        <span className="log-count">{messages.log.lineCount(lines.length)}</span>
      </summary>
      <div className="log-lines" style={height}>
        {content}
      </div>
    </details>
  );
}

function Line({ line, isFirstError }: { line: ShownLine; isFirstError: boolean }) {
  const { number, mark, spans } = line;
  return (
    <div
      className="log-line"
      data-number={number}
      data-mark={mark ?? undefined}
      data-first-error={isFirstError || undefined}
    >
      {mark && mark in messages.log.mark && (
        <strong>{messages.log.mark[mark as keyof typeof messages.log.mark]}: </strong>
      )}
      {spans.map((span, index) => (
        <Span key={index} span={span} />
      ))}
    </div>
  );
}

function Span({ span: { text, style } }: { span: AnsiSpan }) {
  const { color, background, bold, dim, italic, underline } = style;
  if (!color && !background && !bold && !dim && !italic && !underline) return text;
  const looks = { bold, dim, italic, underline };
  const names = Object.entries(looks).flatMap(([name, isSet]) => (isSet ? name : []));
  return (
    <span
      data-color={color ?? undefined}
      data-background={background ?? undefined}
      data-look={names.length > 0 ? names.join(' ') : undefined}
    >
      {text}
    </span>
  );
}
